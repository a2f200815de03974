import type { Task } from "@pixpress/contracts";
import { problemOf } from "../words/problem-of.ts";
import { newerTask } from "./newer-task.ts";
import { trpc } from "./trpc.ts";

const pollMilliseconds = 5000;

/** What is known of a task: nothing yet, the task, or that it is gone with its image. */
export type KnownTask = Task | "gone" | undefined;

/** Tasks by their ids, kept up to date by events; those that wait, and while events are down all unfinished ones, are asked for now and then. */
export function useTasks(ids: readonly string[], eventsAreLive: boolean): ReadonlyMap<string, KnownTask> {
  const answers = trpc.useQueries((ask) =>
    ids.map((id) =>
      ask.tasks.get(
        { id },
        {
          structuralSharing: (known, told) => newerTask(known as Task | undefined, told as Task),
          refetchInterval: ({ state }) => {
            if (state.error !== null || (state.data !== undefined && state.data.status !== "pending")) return false;
            // No event tells of a place in the queue.
            return eventsAreLive && state.data !== undefined && state.data.startedAt !== null ? false : pollMilliseconds;
          },
        },
      ),
    ),
  );
  return new Map(
    ids.map((id, at) => {
      const answer = answers[at];
      return [id, answer?.error && problemOf(answer.error).reason === "not_found" ? "gone" : answer?.data];
    }),
  );
}

import type { Tasks } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import { keptAttempts } from "../kept-attempts.ts";
import type { TaskDocument } from "./documents.ts";
import type { Models } from "./models.ts";
import { objectId } from "./object-id.ts";
import { raise } from "./raise.ts";
import { toTaskRow } from "./task-row.ts";

type Progress = "markReady" | "start" | "addAttempt" | "finish" | "close" | "countCrash";

const after = { returnDocument: "after" } as const;
const rowOf = (document: TaskDocument | null) => (document === null ? null : toTaskRow(document));

/** What happens to a task from its set-up to its end. */
export function createTaskProgress({ tasks }: Models): Pick<Unguarded<Tasks>, Progress> {
  const pending = (id: string) => ({ _id: objectId(id), status: "pending" }) as const;
  return {
    async markReady(id) {
      return (await tasks.updateOne({ _id: objectId(id) }, { $set: { ready: true } })).matchedCount === 1;
    },

    async start(id, at) {
      const unnoted = { ...pending(id), startedAt: { $ne: at } };
      await tasks.updateOne(unnoted, { ...raise, $set: { startedAt: at, runStartedAt: at } });
      return rowOf(await tasks.findOne(pending(id)).lean());
    },

    async addAttempt(id, attempt) {
      const push = { attempts: { $each: [attempt], $slice: -keptAttempts } };
      const unnoted = {
        ...pending(id),
        attempts: { $not: { $elemMatch: { at: attempt.at, reason: attempt.reason, message: attempt.message } } },
      };
      await tasks.updateOne(unnoted, { ...raise, $push: push });
      return rowOf(await tasks.findOne(pending(id)).lean());
    },

    async finish({ taskId, status, reason, outputs, errors, startedAt }) {
      const finished = await tasks
        .findOneAndUpdate(
          pending(taskId),
          {
            ...raise,
            $set: { status, reason, outputs, errors, ...(startedAt !== null && { startedAt: new Date(startedAt) }) },
            $unset: { runStartedAt: 1 },
            $currentDate: { ...raise.$currentDate, finishedAt: true },
          },
          after,
        )
        .lean();
      return rowOf(finished ?? (await tasks.findById(objectId(taskId)).lean()));
    },

    async close(id) {
      await tasks.updateOne({ _id: objectId(id) }, { $unset: { open: 1 } });
    },

    async countCrash({ id, crashes, runStartedAt }) {
      // An older service's task has no count; null matches what is absent.
      const seen = { ...pending(id), crashes: crashes === 0 ? { $in: [0, null] } : crashes, runStartedAt };
      return (await tasks.updateOne(seen, { $inc: { crashes: 1 }, $unset: { runStartedAt: 1 } })).modifiedCount === 1;
    },
  };
}

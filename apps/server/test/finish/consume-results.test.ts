import type { Event, ResultMessage } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { consumeResults } from "../../src/finish/consume-results.ts";
import { resultOf } from "../fake-worker.ts";
import { faulty } from "../faulty.ts";
import { eventually, openWorld, type World } from "../world.ts";

let world: World;
let events: Event[];
beforeEach(async () => {
  world = await openWorld();
  events = [];
  await world.parts.messaging.events.subscribe({ message: (event) => events.push(event), gap: () => undefined });
});
afterEach(() => world.close());

const about = (task: { taskId: string; imageId: string }) => ({ version: 1 as const, ...task, at: new Date().toISOString() });

describe("what a worker says of a run", () => {
  it("is written and announced while the task is pending, each with a higher revision", async () => {
    const { parts } = world;
    consumeResults(parts);
    const task = await world.upload();
    const messages: ResultMessage[] = [
      { kind: "started", ...about(task) },
      { kind: "attempt_failed", ...about(task), reason: "out_of_memory", message: "It grew too large." },
      resultOf(task, [], "out_of_memory"),
    ];
    for (const [index, message] of messages.entries()) {
      await parts.messaging.results.send(`${task.taskId}-${index}`, message);
      await eventually(() => expect(events).toHaveLength(index + 1));
    }
    const changes = events.flatMap((event) => (event.kind === "task.changed" ? [event.task] : []));
    expect(changes.map(({ status }) => status)).toEqual(["pending", "pending", "failed"]);
    expect(changes[0]?.startedAt).not.toBeNull();
    expect(changes[1]?.attempts).toMatchObject([{ reason: "out_of_memory" }]);
    const revisions = changes.map(({ revision }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other));
    expect(revisions).toHaveLength(3);
  });

  it("changes nothing and tells nothing once the task is final", async () => {
    const { parts } = world;
    consumeResults(parts);
    const task = await world.upload();
    await parts.messaging.results.send(task.taskId, resultOf(task, [], "not_an_image"));
    await eventually(() => expect(events).toHaveLength(1));
    const before = await parts.database.tasks.get(task.taskId);
    await parts.messaging.results.send(`${task.taskId}-late`, { kind: "started", ...about(task) });
    await eventually(async () => expect(await parts.messaging.results.stateOf(`${task.taskId}-late`)).toBe("missing"));
    expect(await parts.database.tasks.get(task.taskId)).toEqual(before);
    expect(events).toHaveLength(1);
  });
});

it("a result that meets a database that is down comes again until it is finished", async () => {
  const { parts } = world;
  const error = new DatabaseError("finish", true, new Error("it is away"));
  consumeResults({ ...parts, database: faulty(parts.database, { method: "tasks.finish", error, times: 2 }) });
  const task = await world.upload();
  await parts.messaging.results.send(task.taskId, resultOf(task, [], "not_an_image"));
  await eventually(async () => expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "failed", open: false }));
  await eventually(async () => expect(await parts.messaging.results.stateOf(task.taskId)).toBe("missing"));
});

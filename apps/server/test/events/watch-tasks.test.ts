import type { Event } from "@pixpress/contracts";
import { DatabaseError, type TaskRow } from "@pixpress/db";
import type { FeedReader } from "@pixpress/messaging";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { absoluteBy, asStored } from "../../src/addresses.ts";
import { createEventHub, type EventHub } from "../../src/events/event-hub.ts";
import { watchTasks } from "../../src/events/watch-tasks.ts";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { noteProgress } from "../../src/finish/note-progress.ts";
import { deleteImage, undoDeletion } from "../../src/images/delete-image.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { faulty, replaced } from "../faulty.ts";
import { eventually, openWorld, type World } from "../world.ts";

let world: World;
let hub: EventHub;
let leaving: AbortController;
beforeEach(async () => {
  world = await openWorld();
  leaving = new AbortController();
  hub = createEventHub(world.parts.messaging.events, world.parts.log);
  await hub.start();
});
afterEach(async () => {
  leaving.abort();
  await hub.stop();
  await eventually(() => expect(hub.watchers()).toBe(0));
  await world.close();
});

/** What a stream tells, as it comes. */
function watch(lastEventId?: string, database = world.parts.database, events = hub): { seen: Event[]; ended: Promise<unknown> } {
  const seen: Event[] = [];
  const from = lastEventId === undefined ? {} : { lastEventId };
  const stream = watchTasks({ database }, events, { from, address: absoluteBy("https://img.example"), signal: leaving.signal });
  const read = async (): Promise<void> => {
    for await (const event of stream) seen.push(event);
  };
  return { seen, ended: read().catch((error: unknown) => error) };
}

const start = (task: { taskId: string; imageId: string }): Promise<void> =>
  noteProgress(world.parts, { kind: "started", version: 1, ...task, at: new Date().toISOString() });
const taskIds = (events: Event[]): string[] => events.flatMap((event) => (event.kind === "task.changed" ? [event.task.id] : []));

describe("a stream of events", () => {
  it("tells live changes with absolute addresses and what was saved", async () => {
    const { parts } = world;
    const { seen } = watch();
    const task = await world.upload();
    const output = await storeOutput(parts, task, "small");
    await finishFrom(parts, resultOf(task, [output]));
    await eventually(() => expect(seen.some((event) => event.kind === "task.changed" && event.task.status === "completed")).toBe(true));
    const last = seen.at(-1);
    const told = last?.kind === "task.changed" ? last.task.outputs[0] : undefined;
    expect(told?.url).toBe(`https://img.example${output.url}`);
    expect(told?.savedPercent).toBeGreaterThan(0);
    expect(told).not.toHaveProperty("key");
  });

  it("first tells what changed since the event its reader saw last", async () => {
    const { parts } = world;
    const task = await world.upload();
    await start(task);
    const seenBefore = (await parts.database.now()).toISOString();
    await finishFrom(parts, resultOf(task, [], "not_an_image"));
    const { seen } = watch(seenBefore);
    await eventually(() => expect(seen).toMatchObject([{ kind: "task.changed", task: { id: task.taskId, status: "failed" } }]));
  });

  it("tells a deleted image once, whatever its tasks, and a restored one's tasks again", async () => {
    const { parts } = world;
    const task = await world.upload();
    await deleteImage(parts, task.imageId);
    const { seen } = watch((await parts.database.now()).toISOString());
    await eventually(() => expect(seen).toMatchObject([{ kind: "image.deleted", imageId: task.imageId }]));
    await undoDeletion(parts, task.imageId);
    await eventually(() => expect(seen.at(-1)).toMatchObject({ kind: "image.restored", imageId: task.imageId }));
    const again = watch((await parts.database.now()).toISOString());
    await eventually(() => expect(taskIds(again.seen)).toEqual([task.taskId]));
  });

  it("tells no revision twice, nor an older one after a newer", async () => {
    const { parts } = world;
    const { seen } = watch();
    const task = await world.upload();
    await start(task);
    await eventually(() => expect(taskIds(seen)).toContain(task.taskId));
    const stale = seen.at(-1);
    if (stale === undefined) throw new Error("nothing was told");
    await finishFrom(parts, resultOf(task, [], "not_an_image"));
    await parts.messaging.events.publish(stale);
    await finishFrom(parts, resultOf(task, [], "not_an_image"));
    const other = await world.upload();
    await start(other);
    await eventually(() => expect(taskIds(seen)).toContain(other.taskId));
    const revisions = seen.flatMap((event) =>
      event.kind === "task.changed" && event.task.id === task.taskId ? [event.task.revision] : [],
    );
    expect(revisions).toEqual([...new Set(revisions)].sort((one, next) => one - next));
  });

  it("is one reset where more changed than is worth telling", async () => {
    const { parts } = world;
    const task = await world.upload();
    const row = (await parts.database.tasks.get(task.taskId)) as TaskRow;
    const many = Array.from({ length: 1001 }, () => row);
    const { seen } = watch(
      undefined,
      replaced(parts.database, "tasks.changedAfter", () => async () => many),
    );
    await eventually(() => expect(seen).toMatchObject([{ kind: "reset" }]));
  });

  it("is a reset for a reader that takes events more slowly than they come", async () => {
    const { parts } = world;
    const task = await world.upload();
    await start(task);
    const stream = watchTasks(parts, hub, { from: {}, address: asStored, signal: leaving.signal });
    expect((await stream.next()).value).toMatchObject({ kind: "task.changed" });
    const changedAt = new Date().toISOString();
    for (let index = 0; index <= 1000; index += 1) {
      await parts.messaging.events.publish({ kind: "image.restored", changedAt, imageId: task.imageId });
    }
    expect((await stream.next()).value).toMatchObject({ kind: "reset" });
    await deleteImage(parts, task.imageId);
    expect((await stream.next()).value).toMatchObject({ kind: "image.deleted" });
    await stream.return();
  });

  it("fails as an unavailable service while the database is down, so that its reader comes again", async () => {
    const error = new DatabaseError("changedAfter", true, new Error("it is away"));
    const { ended } = watch(undefined, faulty(world.parts.database, { method: "tasks.changedAfter", error }));
    expect(await ended).toMatchObject({ reason: "database_unavailable" });
  });

  it("ends in order when its reader leaves, and breaks off when the server stops", async () => {
    const first = watch();
    await eventually(() => expect(hub.watchers()).toBe(1));
    leaving.abort();
    expect(await first.ended).toBeUndefined();
    leaving = new AbortController();
    const second = watch();
    await eventually(() => expect(hub.watchers()).toBe(1));
    await hub.stop();
    expect(await second.ended).toMatchObject({ name: "AbortError" });
  });
});

describe("when the server's own subscription broke", () => {
  it("every stream catches up with what was missed", async () => {
    const { parts } = world;
    const readers: FeedReader<Event>[] = [];
    const feed = {
      publish: async () => undefined,
      healthy: () => true,
      subscribe: async (reader: FeedReader<Event>) => {
        readers.push(reader);
        return async () => undefined;
      },
    };
    const deaf = createEventHub(feed, parts.log);
    await deaf.start();
    const streams = [watch(undefined, parts.database, deaf), watch(undefined, parts.database, deaf)];
    await eventually(() => expect(deaf.watchers()).toBe(2));
    const task = await world.upload();
    await start(task);
    readers[0]?.gap();
    await eventually(() => {
      for (const { seen } of streams) expect(seen.at(-1)).toMatchObject({ task: { id: task.taskId, startedAt: expect.any(String) } });
    });
    await deaf.stop();
    await Promise.all(streams.map(({ ended }) => ended));
    expect(deaf.watchers()).toBe(0);
  });
});

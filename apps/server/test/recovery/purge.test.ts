import type { Context, Event } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApplication } from "../../src/create-application.ts";
import { consumeResults } from "../../src/finish/consume-results.ts";
import { finishFrom } from "../../src/finish/finish-from.ts";
import type { ServerParts } from "../../src/parts.ts";
import { purgeDeleted } from "../../src/recovery/purge.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { faulty, replaced } from "../faulty.ts";
import { eventually, inSeconds, never, openWorld, storedKeys, type World } from "../world.ts";

let world: World;
let context: Context;
let events: Event[];
beforeEach(async () => {
  world = await openWorld();
  context = createApplication(world.parts).context({ requestId: "test", origin: "http://here" });
  events = [];
  await world.parts.messaging.events.subscribe({ message: (event) => events.push(event), gap: () => undefined });
});
afterEach(() => world.close());

/** A pass as it would be so many seconds later; a deletion can be undone for 30. */
const purge = async (seconds = 60, parts: ServerParts = world.parts): Promise<void> =>
  purgeDeleted(parts, await inSeconds(parts, seconds), never);

/** Everything of the image is gone but its tombstone. */
async function expectBuried({ imageId, taskId }: { imageId: string; taskId: string }): Promise<void> {
  const { database, messaging } = world.parts;
  expect(await storedKeys(world.parts)).toEqual([]);
  expect(await messaging.smallTasks.stateOf(taskId)).toBe("missing");
  expect(await database.results.get(taskId)).toBeNull();
  expect(await database.tasks.ofImage(imageId)).toEqual([]);
  expect(await database.images.get(imageId)).toMatchObject({ purgedAt: expect.any(Date), key: null });
}

describe("the purge", () => {
  it("leaves alone what can still be undone", async () => {
    const { imageId } = await world.upload();
    await context.images.delete(imageId);
    await purge(25);
    expect(await context.images.undo(imageId)).toMatchObject({ id: imageId });
    await purge();
    expect(await context.images.get(imageId)).toMatchObject({ id: imageId });
  });

  it("leaves alone what was taken back after it looked, whole", async () => {
    const { parts } = world;
    const task = await world.upload();
    const before = await storedKeys(parts);
    await context.images.delete(task.imageId);
    const database = replaced(parts.database, "images.purgeable", (real) => async (...given) => {
      const rows = await real(...given);
      await context.images.undo(task.imageId);
      return rows;
    });
    await purge(60, { ...parts, database });
    expect(await context.images.get(task.imageId)).toMatchObject({ taskId: task.taskId });
    expect(await parts.messaging.smallTasks.stateOf(task.taskId)).toBe("waiting");
    expect(await storedKeys(parts)).toEqual(before);
  });

  it("removes files, results and tasks of a finished image; then its undo is 409", async () => {
    const { parts } = world;
    const task = await world.upload();
    await parts.messaging.smallTasks.remove(task.taskId);
    await finishFrom(parts, resultOf(task, [await storeOutput(parts, task, "small")]));
    await context.images.delete(task.imageId);
    events.length = 0;
    await purge();
    await expectBuried(task);
    expect(events).toMatchObject([{ kind: "image.deleted", imageId: task.imageId }]);
    await expect(context.images.undo(task.imageId)).rejects.toMatchObject({ reason: "undo_too_late" });
  });

  it("removes the job of a task that still waits", async () => {
    const task = await world.upload();
    await context.images.delete(task.imageId);
    await purge();
    await expectBuried(task);
  });

  it("and an undo at the same moment: one of them wins whole", async () => {
    for (let round = 0; round < 5; round += 1) {
      const task = await world.upload();
      await context.images.delete(task.imageId);
      const undo = context.images.undo(task.imageId).then(
        () => true,
        () => false,
      );
      await purge();
      if (await undo) {
        expect(await context.images.get(task.imageId)).toMatchObject({ taskId: task.taskId });
        expect(await storedKeys(world.parts)).toHaveLength(1);
        await context.images.delete(task.imageId);
        await purge();
      }
      await expectBuried(task);
    }
  });

  it("under a running worker leaves nothing, whenever its answer comes", async () => {
    const { parts } = world;
    const task = await world.upload();
    const purged = Promise.withResolvers<void>();
    const running = Promise.withResolvers<void>();
    parts.messaging.smallTasks.consume(
      async ({ message }) => {
        running.resolve();
        await purged.promise;
        await parts.messaging.results.send(message.taskId, resultOf(message, [await storeOutput(parts, message, "late")]));
      },
      { concurrency: 1 },
    );
    await running.promise;
    await context.images.delete(task.imageId);
    await purge();
    expect(await parts.database.images.get(task.imageId)).toMatchObject({ purgedAt: expect.any(Date) });
    consumeResults(parts);
    purged.resolve();
    await eventually(async () => {
      expect(await parts.messaging.smallTasks.stateOf(task.taskId)).toBe("missing");
      expect(await parts.messaging.results.stateOf(task.taskId)).toBe("missing");
    });
    await expectBuried(task);
  });
});

describe("a purge that broke off is taken up again", () => {
  const away = new Error("it is away");
  const breaks: [string, (parts: ServerParts) => ServerParts][] = [
    ...["images.claimPurge", "tasks.ofImage", "results.removeOfImage", "tasks.removeOfImage", "images.bury"].map(
      (method): [string, (parts: ServerParts) => ServerParts] => [
        method,
        (parts) => ({
          ...parts,
          database: faulty(parts.database, { method, error: new DatabaseError(method, true, away), when: "after" }),
        }),
      ],
    ),
    ...["events.publish", "smallTasks.remove"].map((method): [string, (parts: ServerParts) => ServerParts] => [
      method,
      (parts) => ({ ...parts, messaging: faulty(parts.messaging, { method, error: new MessagingError(method, true, away) }) }),
    ]),
    [
      "removeAll",
      (parts) => ({
        ...parts,
        storage: faulty(parts.storage, { method: "removeAll", error: new StorageError("removeAll", "unavailable") }),
      }),
    ],
  ];
  it.each(breaks)("after %s failed", async (_, broken) => {
    const { parts } = world;
    const task = await world.upload();
    await context.images.delete(task.imageId);
    await expect(purge(60, broken(parts))).rejects.toThrow();
    await purge();
    await expectBuried(task);
  });
});

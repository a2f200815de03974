import type { Context, Event } from "@pixpress/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApplication } from "../../src/create-application.ts";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { openWorld, type World } from "../world.ts";

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

describe("a deleted image", () => {
  it("is hidden at once with its tasks, and says until when it can be undone", async () => {
    const task = await world.upload();
    const { imageId, undoUntil } = await context.images.delete(task.imageId);
    expect(imageId).toBe(task.imageId);
    const row = await world.parts.database.images.get(imageId);
    expect(Date.parse(undoUntil) - (row?.deletedAt?.getTime() ?? 0)).toBe(30_000);
    await expect(context.images.get(imageId)).rejects.toMatchObject({ reason: "not_found" });
    await expect(context.tasks.get(task.taskId)).rejects.toMatchObject({ reason: "not_found" });
    expect((await context.images.list({ limit: 10 })).items).toEqual([]);
    expect((await context.tasks.list({ limit: 10 })).items).toEqual([]);
    expect(events).toMatchObject([{ kind: "image.deleted", imageId }]);
  });

  it("is 404 the second time, as one that never was", async () => {
    const { imageId } = await world.upload();
    await context.images.delete(imageId);
    await expect(context.images.delete(imageId)).rejects.toMatchObject({ reason: "not_found" });
    await expect(context.images.delete("a".repeat(24))).rejects.toMatchObject({ reason: "not_found" });
  });

  it("comes back whole by an undo, with higher revisions", async () => {
    const task = await world.upload();
    const before = await context.tasks.get(task.taskId);
    await context.images.delete(task.imageId);
    const image = await context.images.undo(task.imageId);
    expect(image).toMatchObject({ id: task.imageId, taskId: task.taskId, status: "pending" });
    expect((await context.tasks.get(task.taskId)).revision).toBeGreaterThan(before.revision);
    expect(events).toMatchObject([
      { kind: "image.deleted" },
      { kind: "task.changed", task: { id: task.taskId } },
      { kind: "image.restored", imageId: task.imageId },
    ]);
  });

  it("is still finished by a result, which the undo then shows", async () => {
    const { parts } = world;
    const task = await world.upload();
    await context.images.delete(task.imageId);
    await finishFrom(parts, resultOf(task, [await storeOutput(parts, task, "small")]));
    expect(events.every((event) => event.kind === "image.deleted")).toBe(true);
    expect(await context.images.undo(task.imageId)).toMatchObject({ status: "completed" });
    // Whoever listened is told of the end that came meanwhile.
    expect(events.at(-2)).toMatchObject({ kind: "task.changed", task: { id: task.taskId, status: "completed" } });
  });
});

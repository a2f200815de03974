import { DatabaseError } from "@pixpress/db";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { createTask } from "../../src/tasks/create-task.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { faulty, replaced } from "../faulty.ts";
import { defaultRecipe, openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe("one more task of an image", () => {
  it("is its newest, ready and on its way, and brings the image's new outputs", async () => {
    const { parts } = world;
    const first = await world.upload();
    await finishFrom(parts, resultOf(first, [await storeOutput(parts, first, "first")]));
    const second = await createTask(parts, { imageId: first.imageId, recipe: { ...defaultRecipe, formats: ["webp"] } });
    expect(second.taskId > first.taskId).toBe(true);
    expect(await parts.database.images.get(first.imageId)).toMatchObject({ taskId: second.taskId, compressedTaskId: first.taskId });
    expect(await parts.messaging.smallTasks.stateOf(second.taskId)).toBe("waiting");
    const output = await storeOutput(parts, second, "second");
    await finishFrom(parts, resultOf(second, [output]));
    expect(await parts.database.images.get(first.imageId)).toMatchObject({ compressedTaskId: second.taskId, compressedUrl: output.url });
  });

  it("that is finished before an older one is not overwritten by it", async () => {
    const { parts } = world;
    const older = await world.upload();
    const newer = await createTask(parts, { imageId: older.imageId, recipe: defaultRecipe });
    for (const task of [newer, older]) await finishFrom(parts, resultOf(task, [await storeOutput(parts, task, task.taskId)]));
    expect(await parts.database.images.get(older.imageId)).toMatchObject({ compressedTaskId: newer.taskId });
  });

  it("is 404 where the image is not there, and leaves nothing where it goes meanwhile", async () => {
    const { parts } = world;
    await expect(createTask(parts, { imageId: "a".repeat(24), recipe: defaultRecipe })).rejects.toMatchObject({ reason: "not_found" });
    const { imageId, taskId } = await world.upload();
    const database = replaced(parts.database, "tasks.insert", (insert) => async (...given) => {
      await insert(...given);
      await parts.database.images.delete(imageId);
    });
    await expect(createTask({ ...parts, database }, { imageId, recipe: defaultRecipe })).rejects.toMatchObject({ reason: "not_found" });
    expect((await parts.database.tasks.ofImage(imageId)).map(({ id }) => id)).toEqual([taskId]);
  });

  it("rejects with the database's error while it is down", async () => {
    const { parts } = world;
    const { imageId } = await world.upload();
    const error = new DatabaseError("insert", true, new Error("it is away"));
    const broken = { ...parts, database: faulty(parts.database, { method: "tasks.insert", error }) };
    await expect(createTask(broken, { imageId, recipe: defaultRecipe })).rejects.toBe(error);
  });
});

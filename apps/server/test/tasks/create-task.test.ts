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

  it("is a task of its own each time, also of two at once whose server's ids fall behind the image's newest task", async () => {
    const { parts } = world;
    const { imageId } = await world.upload();
    // Of a server whose clock is far ahead.
    const ahead = "f0000000ffffffffffffffff";
    await parts.database.tasks.insert({ id: ahead, imageId, recipe: defaultRecipe });
    await parts.database.images.setNewestTask(imageId, ahead);
    const formats = ["webp", "jpeg"] as const;
    const made = await Promise.all(
      formats.map((format) => createTask(parts, { imageId, recipe: { ...defaultRecipe, formats: [format] } })),
    );
    const rows = await parts.database.tasks.getMany(made.map(({ taskId }) => taskId));
    expect(rows.map(({ id, recipe, ready }) => [id > ahead, recipe?.formats, ready])).toEqual(
      formats.map((format) => [true, [format], true]),
    );
    expect(await Promise.all(rows.map(({ id }) => parts.messaging.smallTasks.stateOf(id)))).toEqual(["waiting", "waiting"]);
    const newest = rows
      .map(({ id }) => id)
      .toSorted()
      .at(-1);
    expect(await parts.database.images.get(imageId)).toMatchObject({ taskId: newest });
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

describe("one more task under a key", () => {
  const avif = { ...defaultRecipe, formats: ["avif" as const] };

  it("fifty at once are one task, and all but one are told that it was there", async () => {
    const { parts } = world;
    const first = await world.upload();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => createTask(parts, { imageId: first.imageId, recipe: avif }, "again")),
    );
    expect(new Set(answers.map(({ taskId }) => taskId)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await parts.database.tasks.ofImage(first.imageId)).toHaveLength(2);
  });

  it("another recipe is refused; another image has keys of its own", async () => {
    const { parts } = world;
    const [one, other] = [await world.upload(), await world.upload()];
    const made = await createTask(parts, { imageId: one.imageId, recipe: avif }, "again");
    const again = createTask(parts, { imageId: one.imageId, recipe: defaultRecipe }, "again");
    await expect(again).rejects.toMatchObject({ reason: "idempotency_key_reused" });
    expect(await createTask(parts, { imageId: other.imageId, recipe: defaultRecipe }, "again")).toMatchObject({ replayed: false });
    expect(await createTask(parts, { imageId: one.imageId, recipe: avif }, "again")).toEqual({ ...made, replayed: true });
  });

  it.each(["idempotencyKeys.claim", "tasks.insert", "images.setNewestTask", "tasks.markReady"] as const)(
    "that broke off at %s, done or not, is finished by the next try, and is one task",
    async (call) => {
      for (const when of ["before", "after"] as const) {
        const { imageId } = await world.upload();
        const database = faulty(world.parts.database, { method: call, error: new DatabaseError(call, true, null), when });
        await expect(createTask({ ...world.parts, database }, { imageId, recipe: avif }, "again")).rejects.toThrow();
        const { taskId } = await createTask(world.parts, { imageId, recipe: avif }, "again");
        const made = (await world.parts.database.tasks.ofImage(imageId)).filter(({ recipe }) => recipe?.formats[0] === "avif");
        expect(made.map(({ id, ready }) => ({ id, ready }))).toEqual([{ id: taskId, ready: true }]);
        expect(await world.parts.database.images.get(imageId)).toMatchObject({ taskId });
      }
    },
  );
});

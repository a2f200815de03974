import { newId } from "@pixpress/db/id";
import { afterEach, beforeEach, expect, it } from "vitest";
import { purgeDeleted } from "../../src/recovery/purge.ts";
import { visitTombstones } from "../../src/recovery/tombstones.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { defaultRecipe, inSeconds, never, openWorld, storedKeys, type World } from "../world.ts";

let world: World;
let task: { taskId: string; imageId: string };
beforeEach(async () => {
  world = await openWorld();
  task = await world.upload();
  await world.parts.database.images.delete(task.imageId);
  await purgeDeleted(world.parts, await inSeconds(world.parts, 60), never);
});
afterEach(() => world.close());

it("a task and a result that came after the purge go at the next visit, with the task's job", async () => {
  const { parts } = world;
  const late = { ...task, taskId: newId(task.taskId) };
  await parts.database.tasks.insert({ id: late.taskId, imageId: late.imageId, recipe: defaultRecipe });
  await parts.database.results.insertOnce(resultOf(late, [await storeOutput(parts, late, "late")]));
  await visitTombstones(parts, await inSeconds(parts, 120), never);
  expect(await parts.database.tasks.get(late.taskId)).toBeNull();
  expect(await parts.database.results.get(late.taskId)).toBeNull();
  expect(await parts.database.images.get(task.imageId)).toMatchObject({ purgedAt: expect.any(Date) });
});

it("after a day the tombstone goes, with whatever still lies under it", async () => {
  const { parts } = world;
  await storeOutput(parts, task, "late");
  await visitTombstones(parts, await inSeconds(parts, 86_000), never);
  expect(await parts.database.images.get(task.imageId)).not.toBeNull();
  await visitTombstones(parts, await inSeconds(parts, 87_000), never);
  expect(await parts.database.images.get(task.imageId)).toBeNull();
  expect(await storedKeys(parts)).toEqual([]);
});

import { DatabaseError } from "@pixpress/db";
import { newId } from "@pixpress/db/id";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { createOrphanWalk } from "../../src/recovery/orphans.ts";
import { purgeDeleted } from "../../src/recovery/purge.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { faulty, replaced } from "../faulty.ts";
import { inSeconds, never, openWorld, storedKeys, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** One walk as it would be so many seconds later; an hour is the age of an orphan. */
async function collect(seconds = 3700, parts = world.parts): Promise<void> {
  await createOrphanWalk(parts.config.ORPHAN_SECONDS)(parts, await inSeconds(parts, seconds), never);
}

/** A file of an upload that never got as far as its rows. */
async function strayOriginal(imageId = newId()): Promise<string> {
  const { path } = await world.spool();
  return (await world.parts.storage.put(`images/${imageId}/${"0".repeat(32)}.png`, path)).key;
}

describe("collected is", () => {
  it("an original without any row, once it is older than any upload", async () => {
    const key = await strayOriginal();
    await collect(3500);
    expect(await storedKeys(world.parts)).toEqual([key]);
    await collect();
    expect(await storedKeys(world.parts)).toEqual([]);
  });

  it("what a run that did not stand left behind", async () => {
    const { parts } = world;
    const task = await world.upload();
    const winner = await storeOutput(parts, task, "winner");
    const loser = await storeOutput(parts, task, "loser");
    await finishFrom(parts, resultOf(task, [winner]));
    await collect();
    const keys = await storedKeys(parts);
    expect(keys).toContain(winner.key);
    expect(keys).not.toContain(loser.key);
    expect(keys).toHaveLength(2);
  });

  it("whatever lies under a tombstone", async () => {
    const { parts } = world;
    const task = await world.upload();
    await parts.database.images.delete(task.imageId);
    await purgeDeleted(parts, await inSeconds(parts, 60), never);
    await storeOutput(parts, task, "late");
    await strayOriginal(task.imageId);
    await collect();
    expect(await storedKeys(parts)).toEqual([]);
  });
});

describe("kept is", () => {
  it("the original of a living image, and each output of a task that is still pending", async () => {
    const { parts } = world;
    const task = await world.upload();
    await storeOutput(parts, task, "on its way");
    await collect();
    expect(await storedKeys(parts)).toHaveLength(2);
  });

  it("the original of a deletion that can be undone", async () => {
    const { parts } = world;
    const { imageId } = await world.upload();
    await parts.database.images.delete(imageId);
    await collect();
    expect(await storedKeys(parts)).toHaveLength(1);
  });

  it("a file whose task exists although its image does not yet", async () => {
    const { parts } = world;
    await world.upload();
    // SQLite writes both at once or neither: only elsewhere can an image be missing.
    await collect(3700, { ...parts, database: replaced(parts.database, "images.getMany", () => async () => []) });
    expect(await storedKeys(parts)).toHaveLength(1);
  });

  it("what this service would never have named so", async () => {
    const { parts } = world;
    const { path } = await world.spool();
    await parts.storage.put("images/another-service/photo.png", path);
    await collect();
    expect(await storedKeys(parts)).toEqual(["images/another-service/photo.png"]);
  });
});

it("an image that has no task left is given to the purge", async () => {
  const { parts } = world;
  const { imageId } = await world.upload();
  await parts.database.tasks.removeOfImage(imageId);
  await collect();
  expect(await parts.database.images.get(imageId)).toMatchObject({ purgedAt: expect.any(Date) });
  expect(await storedKeys(parts)).toEqual([]);
});

it("a walk goes on in the next pass where it stopped, and begins anew after a failure", async () => {
  const { parts } = world;
  const removed: string[] = [];
  const strays = Array.from({ length: 1100 }, () => ({
    key: `images/${newId()}/${"0".repeat(32)}.png`,
    bytes: 1,
    modifiedAt: new Date(0),
  }));
  const listed = replaced(
    parts.storage,
    "list",
    () =>
      async function* (prefix: string) {
        if (prefix === "images/") yield* strays;
      },
  );
  const storage = replaced(listed, "remove", () => async (key: string) => void removed.push(key));
  const now = await inSeconds(parts, 3700);
  const walk = createOrphanWalk(parts.config.ORPHAN_SECONDS);
  const error = new DatabaseError("getMany", true, new Error("it is away"));
  const database = faulty(parts.database, { method: "images.getMany", error });
  await expect(walk({ ...parts, storage, database }, now, never)).rejects.toBe(error);

  await walk({ ...parts, storage }, now, never);
  expect(removed).toEqual([]);
  const nextWalk = new Date(now.getTime() + 900_000);
  await walk({ ...parts, storage }, nextWalk, never);
  expect(removed).toHaveLength(1000);
  await walk({ ...parts, storage }, nextWalk, never);
  expect(removed).toEqual(strays.map(({ key }) => key));
});

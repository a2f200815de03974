import { copyFile } from "node:fs/promises";
import { DatabaseError } from "@pixpress/db";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SpooledImage } from "../../src/application.ts";
import { createApplication } from "../../src/create-application.ts";
import type { ServerParts } from "../../src/parts.ts";
import { removeExpiredKeys } from "../../src/recovery/expired-keys.ts";
import { healOpenTasks } from "../../src/recovery/open-tasks.ts";
import { createOrphanWalk } from "../../src/recovery/orphans.ts";
import { purgeDeleted } from "../../src/recovery/purge.ts";
import { visitTombstones } from "../../src/recovery/tombstones.ts";
import { acceptUpload } from "../../src/upload/accept-upload.ts";
import { faulty, replaced } from "../faulty.ts";
import { defaultRecipe, inSeconds, never, openWorld, storedKeys, type World } from "../world.ts";

const hour = 3600;
const away = new DatabaseError("write", true, new Error("it is away"));
let world: World;
let spooled: SpooledImage;
let copies = 0;
beforeEach(async () => {
  world = await openWorld();
  spooled = await world.spool();
});
afterEach(() => world.close());

/** The same file under the same key once more. */
async function upload(parts: ServerParts = world.parts) {
  const path = `${spooled.path}-${++copies}`;
  await copyFile(spooled.path, path);
  return acceptUpload(parts, { ...spooled, path }, defaultRecipe, never, "a key");
}
const withDatabase = (database: ServerParts["database"]): ServerParts => ({ ...world.parts, database });
const brokenAt = (method: string, when: "before" | "after"): ServerParts =>
  withDatabase(faulty(world.parts.database, { method, error: away, when }));

/** The only image there is, and its first task. */
async function only() {
  const [image] = await world.parts.database.images.list({ limit: 10 });
  return { imageId: image?.id ?? "", taskId: image?.taskId ?? "" };
}
const remove = (imageId: string) =>
  createApplication(world.parts).context({ requestId: "test", origin: "http://here" }).images.delete(imageId);
const heal = async (seconds: number) =>
  healOpenTasks(world.parts, { now: await inSeconds(world.parts, seconds), everyAge: false, signal: never });
const purge = async () => purgeDeleted(world.parts, await inSeconds(world.parts, 60), never);
const collect = async (seconds: number) => createOrphanWalk(hour)(world.parts, await inSeconds(world.parts, seconds), never);

/** Everything is gone but the tombstone. */
async function expectBuried({ imageId, taskId }: { imageId: string; taskId: string }): Promise<void> {
  const { database, messaging } = world.parts;
  expect(await storedKeys(world.parts)).toEqual([]);
  expect(await database.tasks.ofImage(imageId)).toEqual([]);
  expect(await messaging.smallTasks.stateOf(taskId)).toBe("missing");
  expect(await database.images.get(imageId)).toMatchObject({ purgedAt: expect.any(Date) });
  expect(await database.images.list({ limit: 10 })).toEqual([]);
}

describe("an upload that a key left half done is deleted and purged as any other", () => {
  it("once its image is there, ready or not; then the key answers as before and makes nothing again", async () => {
    await upload(brokenAt("tasks.markReady", "before")).catch(() => undefined);
    const ids = await only();
    expect(await world.parts.database.tasks.get(ids.taskId)).toMatchObject({ ready: false });
    await remove(ids.imageId);
    await heal(2 * hour);
    await purge();
    await expectBuried(ids);
    expect(await upload()).toEqual({ ...ids, replayed: true });
    await expectBuried(ids);
  });

  it("deleted, and not purged yet, its retry finishes it and it stays hidden until it is taken back", async () => {
    await upload(brokenAt("tasks.markReady", "before")).catch(() => undefined);
    const ids = await only();
    await remove(ids.imageId);
    expect(await upload()).toEqual({ ...ids, replayed: true });
    expect(await world.parts.database.images.list({ limit: 10 })).toEqual([]);
    expect(await world.parts.database.images.undo(ids.imageId)).toBe("restored");
    expect(await world.parts.database.tasks.get(ids.taskId)).toMatchObject({ ready: true, hidden: false });
    expect(await storedKeys(world.parts)).toHaveLength(1);
  });

  it.each(["images.insertWithTask", "tasks.markReady"])(
    "deleted and purged while a retry stands before %s: nothing is left",
    async (method) => {
      await upload(brokenAt("tasks.markReady", "before")).catch(() => undefined);
      const ids = await only();
      const deletes =
        (real: (...given: never[]) => unknown) =>
        async (...given: never[]) => {
          await remove(ids.imageId);
          await purge();
          return real(...given);
        };
      const answer = await upload(withDatabase(replaced(world.parts.database, method, deletes))).catch(() => null);
      // It was accepted before it was deleted, or it is told to come again and is told the same then.
      expect(answer ?? (await upload())).toEqual({ ...ids, replayed: true });
      await visitTombstones(world.parts, await inSeconds(world.parts, 120), never);
      await collect(2 * hour);
      await expectBuried(ids);
    },
  );
});

describe("while its key's record is there, recovery spares", () => {
  it("an image whose task is gone, and gives it to the purge afterwards", async () => {
    const { parts } = world;
    await upload(brokenAt("tasks.markReady", "before")).catch(() => undefined);
    const ids = await only();
    await parts.database.tasks.removeUnready(ids.taskId);
    await collect(24 * hour);
    expect(await parts.database.images.get(ids.imageId)).toMatchObject({ deletedAt: null, purgeClaimedAt: null });
    expect(await storedKeys(parts)).toHaveLength(1);

    await removeExpiredKeys(parts, await inSeconds(parts, 25.1 * hour));
    await collect(25.1 * hour);
    await expectBuried(ids);
  });

  it("an image whose task is gone until the key brings it back: one image, one task", async () => {
    const { parts } = world;
    await upload(brokenAt("tasks.markReady", "before")).catch(() => undefined);
    const ids = await only();
    await parts.database.tasks.removeUnready(ids.taskId);
    await collect(2 * hour);
    expect(await upload()).toEqual({ ...ids, replayed: true });
    expect(await parts.database.tasks.ofImage(ids.imageId)).toMatchObject([{ id: ids.taskId, ready: true }]);
    expect(await storedKeys(parts)).toHaveLength(1);
  });

  it("nothing of a set-up that it can finish: an image that is there and unready is made ready and sent", async () => {
    const { parts } = world;
    await upload(brokenAt("tasks.markReady", "before")).catch(() => undefined);
    const ids = await only();
    await heal(120);
    expect(await parts.database.tasks.get(ids.taskId)).toMatchObject({ ready: true });
    expect(await parts.messaging.smallTasks.stateOf(ids.taskId)).toBe("waiting");
    expect(await upload()).toEqual({ ...ids, replayed: true });
  });
});

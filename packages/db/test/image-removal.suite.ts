import { expect, test } from "vitest";
import { newId } from "../src/id.ts";
import type { Opened } from "./database.suite.ts";
import { soon, stored, storedMany } from "./samples.ts";

/** Deletion, undo, the purge and the tombstone. */
export function imageRemovalSuite(opened: Opened): void {
  test("a deletion hides the image and its tasks, and raises the tasks' revision once however often it is repeated", async () => {
    const ids = await stored(opened());
    const deleted = await opened().images.delete(ids.imageId);
    expect(deleted?.deletedAt).toBeInstanceOf(Date);
    const again = await opened().images.delete(ids.imageId);
    expect(again?.deletedAt).toEqual(deleted?.deletedAt);
    expect(await opened().tasks.get(ids.taskId)).toMatchObject({ hidden: true, revision: 1 });
    expect(await opened().images.list({ limit: 10 })).toEqual([]);
    expect((await opened().images.get(ids.imageId))?.deletedAt).toEqual(deleted?.deletedAt);
  });

  test("undo shows both again; a repeat says so too and changes nothing", async () => {
    const ids = await stored(opened());
    await opened().images.delete(ids.imageId);
    expect(await opened().images.undo(ids.imageId)).toBe("restored");
    expect(await opened().images.undo(ids.imageId)).toBe("restored");
    expect(await opened().tasks.get(ids.taskId)).toMatchObject({ hidden: false, revision: 2 });
    expect(await opened().images.list({ limit: 10 })).toMatchObject([{ id: ids.imageId, deletedAt: null }]);
    expect((await opened().tasks.list({ limit: 10 })).map(({ id }) => id)).toEqual([ids.taskId]);
  });

  test("what is not there can be neither deleted, undone nor claimed", async () => {
    expect(await opened().images.delete(newId())).toBeNull();
    expect(await opened().images.undo(newId())).toBe("not_found");
    expect(await opened().images.claimPurge(newId())).toBe(false);
  });

  test("the purge claims only what was deleted before its moment, and its claim holds", async () => {
    const { imageId } = await stored(opened());
    expect(await opened().images.claimPurge(imageId, await soon(opened()))).toBe(false);
    await opened().images.delete(imageId);
    expect(await opened().images.claimPurge(imageId, new Date(1))).toBe(false);
    expect(await opened().images.claimPurge(imageId, await soon(opened()))).toBe(true);
    expect(await opened().images.claimPurge(imageId, new Date(1))).toBe(true);
    expect(await opened().images.undo(imageId)).toBe("too_late");
    expect(await opened().images.delete(imageId)).toBeNull();
    expect((await opened().images.get(imageId))?.purgeClaimedAt).toBeInstanceOf(Date);
  });

  test("of undo and the purge's claim exactly one wins, however they meet", async () => {
    for (const { imageId } of await storedMany(opened(), 10)) {
      await opened().images.delete(imageId);
      const before = await soon(opened());
      const claim = () => opened().images.claimPurge(imageId, before);
      const undo = () => opened().images.undo(imageId);
      const [claimed, , undone] = await Promise.all([claim(), claim(), undo(), undo()]);
      expect([true, "too_late"].join() === [claimed, undone].join() || [false, "restored"].join() === [claimed, undone].join()).toBe(true);
      expect((await opened().images.get(imageId))?.purgeClaimedAt !== null).toBe(claimed);
    }
  });

  test("of a deletion and an undo that meet, the tasks end as their image does", async () => {
    for (const { imageId, taskId } of await storedMany(opened(), 10)) {
      const { images } = opened();
      await Promise.all([images.delete(imageId), images.undo(imageId), images.delete(imageId), images.undo(imageId)]);
      const hidden = (await images.get(imageId))?.deletedAt !== null;
      expect((await opened().tasks.get(taskId))?.hidden).toBe(hidden);
    }
  });

  test("a living image can be claimed too, and is then hidden with its tasks", async () => {
    const { imageId, taskId } = await stored(opened());
    expect(await opened().images.claimPurge(imageId)).toBe(true);
    expect(await opened().images.list({ limit: 10 })).toEqual([]);
    expect((await opened().images.purgeable(await soon(opened()), 10)).map(({ id }) => id)).toEqual([imageId]);
    expect((await opened().tasks.get(taskId))?.hidden).toBe(true);
  });

  test("what is to be purged comes oldest deletion first, claimed or not, until it is buried", async () => {
    const [a, b, c] = await storedMany(opened(), 3);
    for (const ids of [b, a, c]) await opened().images.delete(ids?.imageId ?? "");
    await opened().images.claimPurge(a?.imageId ?? "");
    const found = await opened().images.purgeable(await soon(opened()), 10);
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set([a?.imageId, b?.imageId, c?.imageId]));
    const order = found.map(({ deletedAt }) => deletedAt?.getTime() ?? 0);
    expect(order).toEqual(order.toSorted((x, y) => x - y));
    expect(await opened().images.purgeable(await soon(opened()), 2)).toHaveLength(2);
    expect(await opened().images.purgeable(new Date(1), 10)).toEqual([]);
    await opened().images.bury(a?.imageId ?? "");
    expect(await opened().images.purgeable(await soon(opened()), 10)).toHaveLength(2);
  });

  test("a burial leaves the id and the moment, and only a claimed image can be buried", async () => {
    const { imageId } = await stored(opened());
    await opened().images.bury(imageId);
    expect((await opened().images.get(imageId))?.purgedAt).toBeNull();
    await opened().images.claimPurge(imageId);
    await opened().images.bury(imageId);
    const row = await opened().images.get(imageId);
    expect(row).toMatchObject({ id: imageId, imageUrl: "", compressedUrl: null, compressedTaskId: null, outputs: [], taskId: null });
    expect(row).toMatchObject({ key: null, name: null, bytes: null, width: null, height: null, pixels: null, format: null });
    expect(row).toMatchObject({ deletedAt: null, purgeClaimedAt: null });
    expect(row?.purgedAt).toBeInstanceOf(Date);
    await opened().images.bury(imageId);
    expect((await opened().images.get(imageId))?.purgedAt).toEqual(row?.purgedAt);
    expect(await opened().images.undo(imageId)).toBe("too_late");
    expect(await opened().images.claimPurge(imageId)).toBe(true);
    expect(await opened().images.list({ limit: 10 })).toEqual([]);
  });

  test("tombstones take turns, and one that is removed is gone", async () => {
    const all = await storedMany(opened(), 3);
    for (const { imageId } of all) {
      await opened().images.claimPurge(imageId);
      await opened().images.bury(imageId);
    }
    const turns = [];
    for (let n = 0; n < 3; n++) turns.push(...(await opened().images.tombstones(1)));
    expect(new Set(turns.map(({ id }) => id))).toEqual(new Set(all.map(({ imageId }) => imageId)));
    const [first] = all;
    await opened().images.removeTombstone(first?.imageId ?? "");
    expect(await opened().images.get(first?.imageId ?? "")).toBeNull();
    expect(await opened().images.tombstones(10)).toHaveLength(2);
  });

  test("removing a tombstone spares an image that is none", async () => {
    const { imageId } = await stored(opened());
    await opened().images.removeTombstone(imageId);
    expect(await opened().images.get(imageId)).not.toBeNull();
  });
}

import { expect, test } from "vitest";
import { newId } from "../src/id.ts";
import type { Opened } from "./database.suite.ts";
import { result, stored, upload } from "./samples.ts";

/** Images as they come and change. */
export function imagesSuite(opened: Opened): void {
  test("an upload is there at once, with all that was said of it", async () => {
    const { image, task } = upload();
    const before = await opened().now();
    await opened().images.insertWithTask(image, task);

    const row = await opened().images.get(image.id);
    expect(row).toMatchObject({ ...image, compressedUrl: null, compressedTaskId: null, outputs: [] });
    expect(row).toMatchObject({ deletedAt: null, purgeClaimedAt: null, purgedAt: null });
    expect(row?.createdAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect((await opened().images.list({ limit: 10 })).map(({ id }) => id)).toEqual([image.id]);

    const taskRow = await opened().tasks.get(task.id);
    expect(taskRow).toMatchObject({ ...task, status: "pending", ready: false, open: true, hidden: false, crashes: 0, revision: 0 });
    expect(taskRow).toMatchObject({
      startedAt: null,
      finishedAt: null,
      runStartedAt: null,
      reason: null,
      attempts: [],
      outputs: [],
      errors: [],
    });
    expect(taskRow?.changedAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  test("an image that is not there is null, and left out of many", async () => {
    const { imageId } = await stored(opened());
    expect(await opened().images.get(newId())).toBeNull();
    expect((await opened().images.getMany([newId(), imageId])).map(({ id }) => id)).toEqual([imageId]);
    expect(await opened().images.getMany([])).toEqual([]);
  });

  test("what has its id already stays as it was: an upload that is stored again, by many at once, is stored once", async () => {
    const { image, task } = upload();
    await opened().images.insertWithTask(image, task);
    const again = Array.from({ length: 10 }, () => opened().images.insertWithTask({ ...image, name: "another" }, task));
    await Promise.all(again);
    expect((await opened().images.get(image.id))?.name).toBe(image.name);
    expect((await opened().tasks.ofImage(image.id)).map(({ id }) => id)).toEqual([task.id]);
    expect(await opened().images.list({ limit: 10 })).toHaveLength(1);
  });

  test("the newest task only ever becomes a newer one", async () => {
    const { imageId, taskId } = await stored(opened());
    const newer = newId(taskId);
    expect(await opened().images.setNewestTask(imageId, newer)).toBe(true);
    expect(await opened().images.setNewestTask(imageId, taskId)).toBe(true);
    expect((await opened().images.get(imageId))?.taskId).toBe(newer);
    expect(await opened().images.setNewestTask(newId(), newer)).toBe(false);
  });

  test("a deleted image takes no newer task", async () => {
    const { imageId, taskId } = await stored(opened());
    await opened().images.delete(imageId);
    expect(await opened().images.setNewestTask(imageId, newId(taskId))).toBe(false);
    expect((await opened().images.get(imageId))?.taskId).toBe(taskId);
  });

  test("a result brings the image its outputs and the address of the smallest", async () => {
    const ids = await stored(opened());
    const brought = result(ids, [5000, 3000, 4000]);
    await opened().images.finish(brought);
    const row = await opened().images.get(ids.imageId);
    expect(row).toMatchObject({ compressedTaskId: ids.taskId, compressedUrl: brought.outputs[1]?.url });
    expect(row?.outputs).toEqual(brought.outputs);
  });

  test("a result without outputs leaves the image as it was", async () => {
    const ids = await stored(opened());
    const before = await opened().images.get(ids.imageId);
    await opened().images.finish(result(ids, []));
    expect(await opened().images.get(ids.imageId)).toEqual(before);
  });

  test("an older task's result does not replace a newer one's, and a repeat changes nothing that is seen", async () => {
    const older = await stored(opened());
    const newer = { imageId: older.imageId, taskId: newId(older.taskId) };
    await opened().images.finish(result(newer, [2000]));
    await opened().images.finish(result(older, [1000]));
    await opened().images.finish(result(newer, [2000]));
    const row = await opened().images.get(older.imageId);
    expect(row).toMatchObject({ compressedTaskId: newer.taskId, outputs: [{ bytes: 2000 }] });
  });

  test("a result reaches a deleted image, so that undo shows it; a claimed one takes none", async () => {
    const ids = await stored(opened());
    await opened().images.delete(ids.imageId);
    await opened().images.finish(result(ids, [2000]));
    expect((await opened().images.get(ids.imageId))?.outputs).toHaveLength(1);

    await opened().images.claimPurge(ids.imageId);
    await opened().images.finish(result({ ...ids, taskId: newId(ids.taskId) }, [1000, 500]));
    expect((await opened().images.get(ids.imageId))?.outputs).toHaveLength(1);
    await opened().images.bury(ids.imageId);
    await opened().images.finish(result(ids));
    expect((await opened().images.get(ids.imageId))?.outputs).toEqual([]);
  });
}

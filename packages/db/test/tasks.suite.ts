import { expect, test } from "vitest";
import { newId } from "../src/id.ts";
import type { Adapter, Opened } from "./database.suite.ts";
import { newTask, result, soon, stored, storedMany } from "./samples.ts";

/** Tasks as they come, are looked after and go. */
export function tasksSuite(opened: Opened, imagelessTasks: Adapter["imagelessTasks"]): void {
  test("an image may have many tasks, newest first, hidden ones too", async () => {
    const { imageId, taskId } = await stored(opened());
    const second = newTask(imageId);
    await opened().tasks.insert(second);
    await opened().images.delete(imageId);
    expect((await opened().tasks.ofImage(imageId)).map(({ id }) => id)).toEqual([second.id, taskId]);
    expect(await opened().tasks.getMany([second.id, newId(), taskId])).toHaveLength(2);
    expect(await opened().tasks.get(newId())).toBeNull();
  });

  test(`a task of an image that is not there is ${imagelessTasks}`, async () => {
    const task = newTask(newId());
    const inserted = await opened()
      .tasks.insert(task)
      .then(
        () => "kept",
        () => "refused",
      );
    expect(inserted).toBe(imagelessTasks);
    expect((await opened().tasks.get(task.id)) !== null).toBe(imagelessTasks === "kept");
  });

  test("ready is ready, already or not; false where the task is gone", async () => {
    const { taskId } = await stored(opened());
    expect(await opened().tasks.markReady(taskId)).toBe(true);
    expect(await opened().tasks.markReady(taskId)).toBe(true);
    expect(await opened().tasks.get(taskId)).toMatchObject({ ready: true, revision: 0 });
    expect(await opened().tasks.markReady(newId())).toBe(false);
  });

  test("only a task that never became ready can be withdrawn", async () => {
    const [a, b] = await storedMany(opened(), 2);
    await opened().tasks.markReady(a?.taskId ?? "");
    expect(await opened().tasks.removeUnready(a?.taskId ?? "")).toBe(false);
    expect(await opened().tasks.removeUnready(b?.taskId ?? "")).toBe(true);
    expect(await opened().tasks.removeUnready(b?.taskId ?? "")).toBe(false);
    expect(await opened().tasks.get(b?.taskId ?? "")).toBeNull();
  });

  test("a task is ready or withdrawn, never both, however the two meet", async () => {
    for (const { taskId } of await storedMany(opened(), 10)) {
      const [ready, removed] = await Promise.all([opened().tasks.markReady(taskId), opened().tasks.removeUnready(taskId)]);
      expect(ready).toBe(!removed);
    }
  });

  test("open tasks take turns, none twice before all were looked at", async () => {
    const all = await storedMany(opened(), 5);
    const before = await soon(opened());
    const turns = [];
    for (let n = 0; n < 5; n++) turns.push(...(await opened().tasks.open(before, 1)));
    expect(new Set(turns.map(({ id }) => id))).toEqual(new Set(all.map(({ taskId }) => taskId)));
    expect(await opened().tasks.open(before, 100)).toHaveLength(5);
    expect(await opened().tasks.open(new Date(1), 100)).toEqual([]);
  });

  test("a finished task stays open until it is closed", async () => {
    const ids = await stored(opened());
    await opened().tasks.finish(result(ids));
    expect(await opened().tasks.open(await soon(opened()), 10)).toMatchObject([{ id: ids.taskId, status: "completed" }]);
    await opened().tasks.close(ids.taskId);
    await opened().tasks.close(ids.taskId);
    expect(await opened().tasks.open(await soon(opened()), 10)).toEqual([]);
    expect(await opened().tasks.get(ids.taskId)).toMatchObject({ open: false, revision: 1 });
  });

  test("looking after a task, readying and closing it tell no reader of a change", async () => {
    const { taskId } = await stored(opened());
    const before = await opened().tasks.get(taskId);
    await opened().tasks.open(await soon(opened()), 10);
    await opened().tasks.markReady(taskId);
    await opened().tasks.close(taskId);
    const after = await opened().tasks.get(taskId);
    expect(after?.changedAt).toEqual(before?.changedAt);
    expect(after?.revision).toBe(before?.revision);
  });

  test("an image's tasks go all together, and no other's", async () => {
    const [a, b] = await storedMany(opened(), 2);
    await opened().tasks.insert(newTask(a?.imageId ?? ""));
    await opened().tasks.removeOfImage(a?.imageId ?? "");
    expect(await opened().tasks.ofImage(a?.imageId ?? "")).toEqual([]);
    expect(await opened().tasks.ofImage(b?.imageId ?? "")).toHaveLength(1);
  });
}

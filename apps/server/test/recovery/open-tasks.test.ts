import { newId } from "@pixpress/db/id";
import { MessagingError } from "@pixpress/messaging";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noteProgress } from "../../src/finish/note-progress.ts";
import { deleteImage, undoDeletion } from "../../src/images/delete-image.ts";
import type { ServerParts } from "../../src/parts.ts";
import { healOpenTasks } from "../../src/recovery/open-tasks.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { faulty, replaced } from "../faulty.ts";
import { defaultRecipe, inSeconds, never, openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** A pass as it would be so many seconds later. */
const heal = async (seconds = 120, parts: ServerParts = world.parts, everyAge = false): Promise<void> =>
  healOpenTasks(parts, { now: await inSeconds(parts, seconds), everyAge, signal: never });
/** What a flushed Redis or a restarted process does to the queues. */
const forget = (taskId: string): Promise<boolean> => world.parts.messaging.smallTasks.remove(taskId);
const stateOf = (taskId: string) => world.parts.messaging.smallTasks.stateOf(taskId);

describe("a task that no queue knows", () => {
  it("is sent again once it is old enough", async () => {
    const { taskId } = await world.upload();
    await forget(taskId);
    await heal(30);
    expect(await stateOf(taskId)).toBe("missing");
    await heal(120);
    expect(await stateOf(taskId)).toBe("waiting");
    expect(await world.parts.database.tasks.get(taskId)).toMatchObject({ crashes: 0 });
  });

  it("is sent whatever its age in the first pass of a lone process, every one of them", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 130; index += 1) ids.push((await world.upload()).taskId);
    for (const id of ids) await forget(id);
    await heal(2, world.parts, true);
    expect(new Set(await Promise.all(ids.map(stateOf)))).toEqual(new Set(["waiting"]));
  });

  it("is sent in that pass even where the clock was set back meanwhile: nothing is too young", async () => {
    const { taskId } = await world.upload();
    await forget(taskId);
    await heal(-3600, world.parts, true);
    expect(await stateOf(taskId)).toBe("waiting");
  });

  it("waits while a queue does not answer", async () => {
    const { parts } = world;
    const { taskId } = await world.upload();
    await forget(taskId);
    const error = new MessagingError("stateOf", true, new Error("it is away"));
    for (const method of ["tasks.stateOf", "smallTasks.stateOf", "results.stateOf"]) {
      await heal(120, { ...parts, messaging: faulty(parts.messaging, { method, error }) });
      expect(await stateOf(taskId)).toBe("missing");
    }
    await heal();
    expect(await stateOf(taskId)).toBe("waiting");
  });

  it("waits while its image is deleted, and is sent after the undo", async () => {
    const { parts } = world;
    const { taskId, imageId } = await world.upload();
    await forget(taskId);
    await deleteImage(parts, imageId);
    await heal();
    expect(await stateOf(taskId)).toBe("missing");
    await undoDeletion(parts, imageId);
    await heal();
    expect(await stateOf(taskId)).toBe("waiting");
  });
});

describe("a task with a stored result", () => {
  it("is finished from it, never worked on again", async () => {
    const { parts } = world;
    const task = await world.upload();
    await forget(task.taskId);
    await parts.database.results.insertOnce(resultOf(task, [await storeOutput(parts, task, "small")]));
    await heal();
    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "completed", open: false });
    expect(await stateOf(task.taskId)).toBe("missing");
  });

  it("is announced even where it is final already", async () => {
    const { parts } = world;
    const task = await world.upload();
    await forget(task.taskId);
    const stored = await parts.database.results.insertOnce(resultOf(task, [], "not_an_image"));
    await parts.database.tasks.finish(stored);
    let events = 0;
    await parts.messaging.events.subscribe({ message: () => void (events += 1), gap: () => undefined });
    await heal();
    expect(events).toBe(1);
    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ open: false });
  });
});

it("a task whose result waits in the results queue is left to it", async () => {
  const { parts } = world;
  const task = await world.upload();
  await forget(task.taskId);
  await parts.messaging.results.send(task.taskId, resultOf(task, [], "not_an_image"));
  await heal();
  expect(await stateOf(task.taskId)).toBe("missing");
});

describe("a set-up that broke off", () => {
  it("is finished where the image exists", async () => {
    const { parts } = world;
    const first = await world.upload();
    const taskId = newId(first.taskId);
    await parts.database.tasks.insert({ id: taskId, imageId: first.imageId, recipe: defaultRecipe });
    await heal();
    expect(await parts.database.tasks.get(taskId)).toMatchObject({ ready: true });
    expect(await parts.database.images.get(first.imageId)).toMatchObject({ taskId });
    expect(await stateOf(taskId)).toBe("waiting");
  });

  it("is withdrawn where there is no image, after an hour and not before; a ready task never is", async () => {
    const { parts } = world;
    const first = await world.upload();
    await forget(first.taskId);
    const taskId = newId(first.taskId);
    await parts.database.tasks.insert({ id: taskId, imageId: first.imageId, recipe: defaultRecipe });
    // SQLite writes both at once or neither: only elsewhere can an image be missing.
    const database = replaced(parts.database, "images.get", () => async () => null);
    await heal(3000, { ...parts, database });
    expect(await parts.database.tasks.get(taskId)).not.toBeNull();
    await heal(3700, { ...parts, database });
    expect(await parts.database.tasks.get(taskId)).toBeNull();
    expect(await parts.database.tasks.get(first.taskId)).toMatchObject({ status: "pending" });
  });

  it("is not withdrawn while a key's record names it: whoever comes with that key may finish it", async () => {
    const { parts } = world;
    const { imageId, taskId: firstId } = await world.upload();
    const taskId = newId(firstId);
    await parts.database.idempotencyKeys.claim({ scope: "upload", key: "a key", fingerprint: "f", imageId, taskId });
    await parts.database.tasks.insert({ id: taskId, imageId, recipe: defaultRecipe });
    const database = replaced(parts.database, "images.get", () => async () => null);
    await heal(7200, { ...parts, database });
    expect(await parts.database.tasks.get(taskId)).toMatchObject({ status: "pending", ready: false });
  });
});

describe("a worker's death", () => {
  const start = (task: { taskId: string; imageId: string }): Promise<void> =>
    noteProgress(world.parts, { kind: "started", version: 1, ...task, at: new Date().toISOString() });

  it("counts once although two servers see it", async () => {
    const { parts } = world;
    const task = await world.upload();
    await start(task);
    await forget(task.taskId);
    await Promise.all([heal(), heal()]);
    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ crashes: 1, runStartedAt: null });
    expect(await stateOf(task.taskId)).toBe("waiting");
  });

  it("is not counted for a task that never said it had started", async () => {
    const task = await world.upload();
    await forget(task.taskId);
    await heal();
    await forget(task.taskId);
    await heal();
    expect(await world.parts.database.tasks.get(task.taskId)).toMatchObject({ crashes: 0 });
  });

  it("for the sixth time gives the task up as worker_crashed, by a result like any other", async () => {
    const { parts } = world;
    const task = await world.upload();
    for (let deaths = 1; deaths <= 6; deaths += 1) {
      expect(await stateOf(task.taskId)).toBe("waiting");
      await start(task);
      await forget(task.taskId);
      await heal();
    }
    expect(await stateOf(task.taskId)).toBe("missing");
    expect(await parts.messaging.results.stateOf(task.taskId)).toBe("waiting");
    const { message } = await new Promise<{ message: unknown }>((resolve) => {
      parts.messaging.results.consume(async (delivery) => resolve(delivery), { concurrency: 1 });
    });
    expect(message).toMatchObject({ kind: "finished", status: "failed", reason: "worker_crashed", outputs: [] });
  });
});

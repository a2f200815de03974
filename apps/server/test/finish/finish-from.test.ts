import type { Event, TaskSucceeded } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { purgeDeleted } from "../../src/recovery/purge.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { faulty } from "../faulty.ts";
import { inSeconds, never, openWorld, storedKeys, type World } from "../world.ts";

let world: World;
let events: Event[];
let successes: TaskSucceeded[];
beforeEach(async () => {
  world = await openWorld();
  events = [];
  successes = [];
  await world.parts.messaging.events.subscribe({ message: (event) => events.push(event), gap: () => undefined });
  await world.parts.messaging.successes.subscribe({ message: (success) => successes.push(success), gap: () => undefined });
});
afterEach(() => world.close());

describe("a result", () => {
  it("completes the task and its image, is announced, and leaves nothing open", async () => {
    const { parts } = world;
    const task = await world.upload();
    const large = await storeOutput(parts, task, "a larger output");
    const small = await storeOutput(parts, task, "small");
    await finishFrom(parts, resultOf(task, [large, small]));

    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "completed", open: false });
    expect(await parts.database.images.get(task.imageId)).toMatchObject({ compressedUrl: small.url, compressedTaskId: task.taskId });
    expect(events).toMatchObject([{ kind: "task.changed", task: { id: task.taskId, status: "completed" } }]);
    expect(successes).toEqual([{ ...task, compressedUrl: small.url }]);
  });

  it("shows the image's result before the task is done, so that who waits for the task finds it", async () => {
    const { parts } = world;
    const task = await world.upload();
    const output = await storeOutput(parts, task, "result");
    const broken = {
      ...parts,
      database: faulty(parts.database, { method: "tasks.finish", error: new Error("the server died"), times: 1 }),
    };
    await expect(finishFrom(broken, resultOf(task, [output]))).rejects.toThrow("the server died");
    expect(await parts.database.images.get(task.imageId)).toMatchObject({ compressedTaskId: task.taskId });
    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "pending" });
  });

  it("names the success by PUBLIC_URL where there is one", async () => {
    const { parts } = world;
    const task = await world.upload();
    const output = await storeOutput(parts, task, "small");
    const config = { ...parts.config, PUBLIC_URL: "https://img.example" };
    await finishFrom({ ...parts, config }, resultOf(task, [output]));
    expect(successes).toEqual([{ ...task, compressedUrl: `https://img.example${output.url}` }]);
  });

  it("that failed is an event and no success", async () => {
    const { parts } = world;
    const task = await world.upload();
    await finishFrom(parts, resultOf(task, [], "not_an_image"));
    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "failed", reason: "not_an_image", open: false });
    expect(events).toHaveLength(1);
    expect(successes).toEqual([]);
  });
});

describe("a second, different result", () => {
  it("does not stand, and its files go", async () => {
    const { parts } = world;
    const task = await world.upload();
    const first = await storeOutput(parts, task, "first");
    const second = await storeOutput(parts, task, "second");
    await finishFrom(parts, resultOf(task, [first]));
    await finishFrom(parts, resultOf(task, [second]));

    expect((await parts.database.tasks.get(task.taskId))?.outputs).toEqual([first]);
    const keys = await storedKeys(parts);
    expect(keys).toContain(first.key);
    expect(keys).not.toContain(second.key);
  });

  it("does not stand either where the first one was only stored, and its server died", async () => {
    const { parts } = world;
    const task = await world.upload();
    const [first, second] = [await storeOutput(parts, task, "first"), await storeOutput(parts, task, "second")];
    await parts.database.results.insertOnce(resultOf(task, [first]));
    await finishFrom(parts, resultOf(task, [second]));

    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "completed", outputs: [first] });
    expect(await parts.database.images.get(task.imageId)).toMatchObject({ compressedUrl: first.url, outputs: [first] });
    expect(await storedKeys(parts)).not.toContain(second.key);
  });

  it("keeps the files that the first one names too, and the original", async () => {
    const { parts } = world;
    const task = await world.upload();
    const first = await storeOutput(parts, task, "equal");
    await finishFrom(parts, resultOf(task, [first]));
    const original = (await parts.database.images.get(task.imageId))?.key ?? "";
    const before = await storedKeys(parts);
    await finishFrom(parts, resultOf(task, [first, { ...first, key: original }]));
    expect(await storedKeys(parts)).toEqual(before);
    expect(original).not.toBe("");
  });

  it("of two at the same time one stands for both", async () => {
    const { parts } = world;
    const task = await world.upload();
    const outputs = [await storeOutput(parts, task, "one"), await storeOutput(parts, task, "two")];
    await Promise.all(outputs.map((output) => finishFrom(parts, resultOf(task, [output]))));
    const row = await parts.database.tasks.get(task.taskId);
    const kept = (await storedKeys(parts)).filter((key) => key.startsWith("compressed_images/"));
    expect(kept).toEqual(row?.outputs.map(({ key }) => key));
    expect(kept).toHaveLength(1);
  });
});

describe("a finish that broke off is repaired by its redelivery", () => {
  const database = new DatabaseError("write", true, new Error("it is away"));
  const messaging = new MessagingError("publish", true, new Error("it is away"));

  it.each(["results.insertOnce", "images.finish", "tasks.finish", "tasks.close"])("after %s", async (method) => {
    const { parts } = world;
    for (const when of ["before", "after"] as const) {
      const task = await world.upload();
      const result = resultOf(task, [await storeOutput(parts, task, `${method} ${when}`)]);
      const broken = { ...parts, database: faulty(parts.database, { method, error: database, when }) };
      await expect(finishFrom(broken, result)).rejects.toBe(database);
      await finishFrom(parts, result);
      expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "completed", open: false });
      expect(await parts.database.images.get(task.imageId)).toMatchObject({ compressedTaskId: task.taskId });
      expect(events.some((event) => event.kind === "task.changed" && event.task.id === task.taskId)).toBe(true);
    }
  });

  it.each(["events.publish", "successes.publish"])("after %s: the task stays open until it was announced", async (method) => {
    const { parts } = world;
    const task = await world.upload();
    const result = resultOf(task, [await storeOutput(parts, task, "small")]);
    const broken = { ...parts, messaging: faulty(parts.messaging, { method, error: messaging }) };
    await expect(finishFrom(broken, result)).rejects.toBe(messaging);
    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ status: "completed", open: true });
    await finishFrom(parts, result);
    expect(await parts.database.tasks.get(task.taskId)).toMatchObject({ open: false });
    expect(successes).toHaveLength(1);
  });

  it("a loser's file that could not be removed is removed the next time", async () => {
    const { parts } = world;
    const task = await world.upload();
    await finishFrom(parts, resultOf(task, [await storeOutput(parts, task, "winner")]));
    const loser = await storeOutput(parts, task, "loser");
    const broken = { ...parts, storage: faulty(parts.storage, { method: "remove", error: new StorageError("remove", "unavailable") }) };
    await expect(finishFrom(broken, resultOf(task, [loser]))).rejects.toThrow(StorageError);
    await finishFrom(parts, resultOf(task, [loser]));
    expect(await storedKeys(parts)).not.toContain(loser.key);
  });
});

describe("a result for an image that is gone", () => {
  it("inserts nothing, and its files go", async () => {
    const { parts } = world;
    const task = await world.upload();
    await parts.database.images.delete(task.imageId);
    await purgeDeleted(parts, await inSeconds(parts, 60), never);
    const late = await storeOutput(parts, task, "late");
    await finishFrom(parts, resultOf(task, [late]));
    expect(await storedKeys(parts)).toEqual([]);
    expect(await parts.database.results.get(task.taskId)).toBeNull();
    expect(await parts.database.images.get(task.imageId)).toMatchObject({ compressedUrl: null });
  });

  it("that never was: the same", async () => {
    const { parts } = world;
    const task = { imageId: "a".repeat(24), taskId: "b".repeat(24) };
    await finishFrom(parts, resultOf(task, [await storeOutput(parts, task, "nobody's")]));
    expect(await storedKeys(parts)).toEqual([]);
    expect(await parts.database.results.get(task.taskId)).toBeNull();
    expect(events).toEqual([]);
  });
});

import { existsSync } from "node:fs";
import { Fault } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServerParts } from "../../src/parts.ts";
import { acceptUpload } from "../../src/upload/accept-upload.ts";
import { faulty, replaced } from "../faulty.ts";
import { defaultRecipe, eventually, never as neverAborts, openWorld, storedKeys, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const down = new DatabaseError("write", true, new Error("it is away"));
const reasonOf = async (upload: Promise<unknown>): Promise<string> =>
  upload.then(
    () => "accepted",
    (error: unknown) => (error instanceof Fault ? error.reason : String(error)),
  );

describe("an accepted upload", () => {
  it("is stored, recorded, ready and on its way", async () => {
    const { parts } = world;
    const spooled = await world.spool("holiday.png");
    const { imageId, taskId } = await acceptUpload(parts, spooled, defaultRecipe, neverAborts);

    const image = await parts.database.images.get(imageId);
    expect(image).toMatchObject({ taskId, name: "holiday.png", bytes: spooled.bytes, width: 1500, height: 1000, format: "png" });
    expect(image?.key).toBe(`images/${imageId}/${spooled.hash.slice(0, 32)}.png`);
    expect(await parts.database.tasks.get(taskId)).toMatchObject({ imageId, status: "pending", ready: true, open: true });
    expect(await parts.messaging.smallTasks.stateOf(taskId)).toBe("waiting");
    expect(await storedKeys(parts)).toEqual([image?.key]);
    expect(existsSync(spooled.path)).toBe(false);
    expect(taskId > imageId).toBe(true);
  });

  it("travels on the lane its size and formats ask for", async () => {
    const { parts } = world;
    const { taskId } = await acceptUpload(parts, await world.spool(), { ...defaultRecipe, formats: ["avif"] }, neverAborts);
    expect(await parts.messaging.tasks.stateOf(taskId)).toBe("waiting");
    expect(await parts.messaging.smallTasks.stateOf(taskId)).toBe("missing");
  });

  it("is accepted although the queue is down", async () => {
    const { parts } = world;
    const error = new MessagingError("send", true, new Error("it is away"));
    const broken: ServerParts = { ...parts, messaging: faulty(parts.messaging, { method: "smallTasks.send", error }) };
    const { taskId } = await world.upload(broken);
    expect(await parts.database.tasks.get(taskId)).toMatchObject({ ready: true, open: true });
  });
});

describe("503 when storage does not take the file", () => {
  it.each([
    ["full", "storage_full"],
    ["unavailable", "storage_unavailable"],
    ["too_large", "too_large"],
  ] as const)("%s is told as %s, and nothing is left", async (failure, reason) => {
    const { parts } = world;
    const error = new StorageError("put", failure);
    const broken = { ...parts, storage: faulty(parts.storage, { method: "put", error, when: "after" }) };
    expect(await reasonOf(world.upload(broken))).toBe(reason);
    expect(await storedKeys(parts)).toEqual([]);
    expect(await parts.database.images.list({ limit: 10 })).toEqual([]);
  });

  it("a caller who is gone leaves no file and no row", async () => {
    const { parts } = world;
    const spooled = await world.spool();
    expect(await reasonOf(acceptUpload(parts, spooled, defaultRecipe, AbortSignal.abort()))).toBe("storage_unavailable");
    expect(await storedKeys(parts)).toEqual([]);
    expect(existsSync(spooled.path)).toBe(false);
    expect(await parts.database.images.list({ limit: 10 })).toEqual([]);
  });
});

describe("503 when the database does not answer", () => {
  it.each([
    ["images.insertWithTask", "before"],
    ["images.insertWithTask", "after"],
    ["tasks.markReady", "before"],
    ["tasks.markReady", "after"],
  ] as const)("%s failing %s it was done removes nothing", async (method, when) => {
    const { parts } = world;
    const broken = { ...parts, database: faulty(parts.database, { method, error: down, when }) };
    expect(await reasonOf(world.upload(broken))).toBe("database_unavailable");
    expect(await storedKeys(parts)).toHaveLength(1);
  });

  it("a task that recovery withdrew meanwhile is not accepted", async () => {
    const { parts } = world;
    const database = replaced(parts.database, "tasks.markReady", () => async () => false);
    expect(await reasonOf(world.upload({ ...parts, database }))).toBe("database_unavailable");
    expect(await storedKeys(parts)).toHaveLength(1);
  });
});

describe("a port that never answers is waited for no longer than the caller waits", () => {
  const never = () => () => new Promise<never>(() => undefined);
  const hanging = (parts: ServerParts): ServerParts => ({ ...parts, config: { ...parts.config, UPLOAD_SECONDS: 0.4 } });

  it("storage: 503, and what it stores after all is taken back", async () => {
    const parts = hanging(world.parts);
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const storage = replaced(parts.storage, "put", (real) => async (key: never, path: never) => {
      const stored = await real(key, path);
      // A system call that hangs knows nothing of signals.
      await released;
      return stored;
    });
    const spooled = await world.spool();
    expect(await reasonOf(acceptUpload({ ...parts, storage }, spooled, defaultRecipe, neverAborts))).toBe("storage_unavailable");
    expect(await storedKeys(parts)).toHaveLength(1);
    release();
    await eventually(async () => expect(await storedKeys(parts)).toEqual([]));
    expect(await parts.database.images.list({ limit: 10 })).toEqual([]);
  });

  it.each(["images.insertWithTask", "tasks.markReady"])("the database (%s): 503", async (method) => {
    const parts = hanging(world.parts);
    expect(await reasonOf(world.upload({ ...parts, database: replaced(parts.database, method, never) }))).toBe("database_unavailable");
  });

  it("the queue: accepted all the same", async () => {
    const parts = hanging(world.parts);
    expect(await reasonOf(world.upload({ ...parts, messaging: replaced(parts.messaging, "smallTasks.send", never) }))).toBe("accepted");
  });
});

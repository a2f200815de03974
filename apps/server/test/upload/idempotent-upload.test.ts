import { copyFile } from "node:fs/promises";
import { Fault } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { StorageError } from "@pixpress/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SpooledImage } from "../../src/application.ts";
import type { ServerParts } from "../../src/parts.ts";
import { removeExpiredKeys } from "../../src/recovery/expired-keys.ts";
import { healOpenTasks } from "../../src/recovery/open-tasks.ts";
import { createOrphanWalk } from "../../src/recovery/orphans.ts";
import { acceptUpload } from "../../src/upload/accept-upload.ts";
import { faulty, replaced } from "../faulty.ts";
import { defaultRecipe, inSeconds, never, openWorld, storedKeys, type World } from "../world.ts";

const hour = 3600;
let world: World;
let spooled: SpooledImage;
beforeEach(async () => {
  world = await openWorld();
  spooled = await world.spool();
});
afterEach(() => world.close());

/** The same file once more, in a temporary file of its own, as a retry spools it. */
let copies = 0;
async function again(): Promise<SpooledImage> {
  const path = `${spooled.path}-${++copies}`;
  await copyFile(spooled.path, path);
  return { ...spooled, path };
}
const upload = async (parts: ServerParts = world.parts, recipe = defaultRecipe) =>
  acceptUpload(parts, await again(), recipe, never, "a key");
const reasonOf = (error: unknown) => (error instanceof Fault ? error.reason : String(error));

async function expectOne({ imageId, taskId }: { imageId: string; taskId: string }): Promise<void> {
  const { database } = world.parts;
  expect((await database.images.list({ limit: 10 })).map(({ id }) => id)).toEqual([imageId]);
  expect((await database.tasks.ofImage(imageId)).map(({ id, ready }) => ({ id, ready }))).toEqual([{ id: taskId, ready: true }]);
  expect(await storedKeys(world.parts)).toHaveLength(1);
}

describe("uploads with one key and one body", () => {
  it("fifty at once are one image and one task, and all are told the same", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => upload()));
    expect(new Set(answers.map(({ imageId, taskId }) => `${imageId} ${taskId}`)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    await expectOne(answers[0] ?? { imageId: "", taskId: "" });
  });

  it("one that fails to store, or is late, takes nothing from the other that is done meanwhile", async () => {
    const failed = new StorageError("put", "unavailable");
    const storage = replaced(world.parts.storage, "put", (put) => async (...given) => {
      await put(...given);
      await upload();
      throw failed;
    });
    expect(await upload({ ...world.parts, storage }).catch(reasonOf)).toBe("storage_unavailable");
    await expectOne(await upload());
  });

  it("another body is refused, and the first one stands", async () => {
    const first = await upload();
    expect(await upload(world.parts, { ...defaultRecipe, formats: ["avif"] }).catch(reasonOf)).toBe("idempotency_key_reused");
    await expectOne(first);
  });

  it("an image deleted meanwhile is not made again: the answer names it as before", async () => {
    const first = await upload();
    await world.parts.database.images.delete(first.imageId);
    expect(await upload()).toEqual({ ...first, replayed: true });
    expect(await world.parts.database.images.list({ limit: 10 })).toEqual([]);
  });
});

const away = new DatabaseError("write", true, new Error("it is away"));
const steps = [
  ["idempotencyKeys.claim", "before"],
  ["idempotencyKeys.claim", "after"],
  ["storage", "before"],
  ["storage", "after"],
  ["images.insertWithTask", "before"],
  ["images.insertWithTask", "after"],
  ["tasks.markReady", "before"],
  ["tasks.markReady", "after"],
] as const;

describe.each(steps)("an upload broken off at %s, %s it was done", (method, when) => {
  const broken = (): ServerParts => {
    const { parts } = world;
    if (method !== "storage") return { ...parts, database: faulty(parts.database, { method, error: away, when }) };
    return { ...parts, storage: faulty(parts.storage, { method: "put", error: new StorageError("put", "unavailable"), when }) };
  };

  it("is finished by the next with its key: one image, one task, one file", async () => {
    expect(await upload(broken()).catch(reasonOf)).toMatch(/_unavailable$/);
    await expectOne(await upload());
  });

  it("is left alone by recovery while its key's record lives", async () => {
    const { parts } = world;
    await upload(broken()).catch(reasonOf);
    const [before, later] = [await storedKeys(parts), await inSeconds(parts, 24 * hour)];
    await healOpenTasks(parts, { now: later, everyAge: false, signal: never });
    await createOrphanWalk(hour)(parts, later, never);
    expect(await storedKeys(parts)).toEqual(before);
    await expectOne(await upload());
  });
});

describe("time", () => {
  const inHours = (hours: number): ServerParts => {
    const now = () => async () => new Date(Date.now() + hours * hour * 1000);
    return { ...world.parts, database: replaced(world.parts.database, "now", now) };
  };

  it("a key is honoured for 24 hours; then it begins something new", async () => {
    const first = await upload();
    expect(await upload(inHours(23.9))).toEqual({ ...first, replayed: true });
    const next = await upload(inHours(24.1));
    expect(next.replayed).toBe(false);
    expect(next.imageId).not.toBe(first.imageId);
  });

  it("its record lives an hour longer, then the file it kept is nobody's", async () => {
    const { parts } = world;
    await upload({ ...parts, database: faulty(parts.database, { method: "images.insertWithTask", error: away, when: "before" }) }).catch(
      reasonOf,
    );
    for (const [hours, files] of [
      [24.9, 1],
      [25.1, 0],
    ] as const) {
      const now = await inSeconds(parts, hours * hour);
      await removeExpiredKeys(parts, now);
      await createOrphanWalk(hour)(parts, now, never);
      expect(await storedKeys(parts)).toHaveLength(files);
    }
  });
});

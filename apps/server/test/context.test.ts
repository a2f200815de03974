import { createCaller } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApplication } from "../src/create-application.ts";
import { finishFrom } from "../src/finish/finish-from.ts";
import type { ServerParts } from "../src/parts.ts";
import { resultOf, storeOutput } from "./fake-worker.ts";
import { faulty } from "./faulty.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const callerOf = (parts: ServerParts) => createCaller(createApplication(parts).context({ requestId: "test", origin: "http://here:3003" }));

describe("an image", () => {
  it("shows its newest task's state and the smallest output, addresses absolute by the request's origin", async () => {
    const { parts } = world;
    const task = await world.upload();
    const [large, small] = [await storeOutput(parts, task, "a larger output"), await storeOutput(parts, task, "small")];
    await finishFrom(parts, resultOf(task, [large, small]));
    const image = await callerOf(parts).images.get({ id: task.imageId });
    expect(image).toMatchObject({ status: "completed", taskId: task.taskId, compressedUrl: `http://here:3003${small.url}` });
    expect(image.imageUrl).toMatch(/^http:\/\/here:3003\/files\/images\//);
    const saved = Math.round((1 - small.bytes / (image.bytes ?? 0)) * 1000) / 10;
    expect(image.outputs[1]).toMatchObject({ bytes: small.bytes, savedPercent: saved });
  });

  it("has addresses by PUBLIC_URL where it is set", async () => {
    const { parts } = world;
    const { imageId } = await world.upload();
    const config = { ...parts.config, PUBLIC_URL: "https://img.example" };
    const image = await callerOf({ ...parts, config }).images.get({ id: imageId });
    expect(image.imageUrl).toMatch(/^https:\/\/img\.example\/files\//);
  });

  it("with an address elsewhere keeps it", async () => {
    const { parts } = world;
    const task = await world.upload();
    const output = { ...(await storeOutput(parts, task, "small")), url: "https://cdn.example/small.png" };
    await finishFrom(parts, resultOf(task, [output]));
    expect(await callerOf(parts).images.get({ id: task.imageId })).toMatchObject({ compressedUrl: "https://cdn.example/small.png" });
  });
});

describe("a page", () => {
  it("of images and of tasks names the next until there is none", async () => {
    const { parts } = world;
    const uploads = [await world.upload(), await world.upload(), await world.upload()].reverse();
    const caller = callerOf(parts);
    for (const [list, ids] of [
      [caller.images.list, uploads.map(({ imageId }) => imageId)],
      [caller.tasks.list, uploads.map(({ taskId }) => taskId)],
    ] as const) {
      const first = await list({ limit: 2 });
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
      expect(first.nextCursor).toBe(ids[1]);
      const second = await list({ limit: 2, cursor: first.nextCursor ?? "" });
      expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2));
      expect(second.nextCursor).toBeNull();
    }
  });

  it("of tasks holds only those of the wanted status", async () => {
    const { parts } = world;
    const [failed, pending] = [await world.upload(), await world.upload()];
    await finishFrom(parts, resultOf(failed, [], "not_an_image"));
    const ids = async (status: "failed" | "pending") => (await callerOf(parts).tasks.list({ status })).items.map(({ id }) => id);
    expect([await ids("failed"), await ids("pending")]).toEqual([[failed.taskId], [pending.taskId]]);
  });
});

it("a port that is down is told as unavailable, a bug as nothing more than a bug", async () => {
  const { parts } = world;
  const broken = (error: Error) => callerOf({ ...parts, database: faulty(parts.database, { method: "images.get", error }) });
  const ask = (error: Error) => broken(error).images.get({ id: "a".repeat(24) });
  await expect(ask(new DatabaseError("get", true, new Error("it is away")))).rejects.toMatchObject({
    code: "SERVICE_UNAVAILABLE",
    cause: { reason: "database_unavailable" },
  });
  await expect(ask(new TypeError("a bug"))).rejects.toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
});

it("meta tells the limits that were configured", async () => {
  const { parts } = world;
  const config = { ...parts.config, MAX_UPLOAD_BYTES: 1234, UNDO_SECONDS: 7 };
  const meta = await callerOf({ ...parts, config }).meta();
  expect(meta).toMatchObject({ name: "pixpress", undoSeconds: 7, limits: { maxUploadBytes: 1234 } });
});

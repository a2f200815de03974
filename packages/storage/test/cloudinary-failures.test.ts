import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { inspect } from "node:util";
import { type CloudinaryStandIn, startCloudinary } from "@pixpress/test-servers/cloudinary";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { storageConfig } from "../src/config.ts";
import { openStorage } from "../src/open.ts";
import type { Storage } from "../src/storage.ts";
import { collect, imageBytes, Room } from "./room.ts";

const key = "images/a1/hash.jpg";
const soon = () => new Date(Date.now() + 60_000);

/** Every operation as one call, and the request of the stand-in that it makes. */
const operations = {
  put: ["upload", (storage: Storage, room: Room) => room.file(imageBytes()).then((path) => storage.put("images/a1/new.jpg", path))],
  download: ["deliver", (storage: Storage, room: Room) => storage.download(key, room.path())],
  read: ["deliver", async (storage: Storage) => buffer((await storage.read(key)).stream)],
  stat: ["deliver", (storage: Storage) => storage.stat(key)],
  remove: ["destroy", (storage: Storage) => storage.remove(key)],
  removeAll: ["delete_by_prefix", (storage: Storage) => storage.removeAll("images/a1/")],
  list: ["list", (storage: Storage) => collect(storage.list("images/", soon()))],
} as const;
const names = Object.keys(operations) as (keyof typeof operations)[];

describe("Cloudinary (a stand-in of its API), failing", () => {
  let standIn: CloudinaryStandIn;
  let storage: Storage;
  let room: Room;
  let bytes: Buffer;
  const open = (seconds: number, more: Record<string, string> = {}) =>
    openStorage(storageConfig.parse({ ...standIn.env, CLOUDINARY_SECONDS: seconds, ...more }));
  const asked = (operation: string) => standIn.requests.filter((request) => request.operation === operation).length;

  beforeAll(async () => {
    standIn = await startCloudinary({ maxBytes: 100_000 });
    process.env["CLOUDINARY_URL"] = standIn.env["CLOUDINARY_URL"];
  });
  afterAll(async () => {
    delete process.env["CLOUDINARY_URL"];
    await standIn.stop();
  });
  beforeEach(async () => {
    standIn.files.clear();
    room = await Room.open();
    storage = await open(30);
    bytes = imageBytes();
    await storage.put(key, await room.file(bytes));
  });
  afterEach(async () => {
    standIn.heal();
    await room.close();
  });

  describe.each(names)("%s", (name) => {
    const [request, call] = operations[name];

    it("goes through when two answers are 503", async () => {
      standIn.fail("5xx", 2);
      await call(storage, room);
    });

    it("says unavailable, to be tried again, when every answer is 503", async () => {
      standIn.fail("5xx", { operation: request });
      await expect(call(await open(1), room)).rejects.toMatchObject({ operation: name, failure: "unavailable", retryable: true });
    });

    it("says denied, not to be tried again, and asks once when the account is refused", async () => {
      const before = asked(request);
      standIn.fail("401", { operation: request });
      await expect(call(storage, room)).rejects.toMatchObject({ operation: name, failure: "denied", retryable: false });
      expect(asked(request) - before).toBe(1);
    });
  });

  describe.each(["put", "read", "remove", "list"] as const)("%s", (name) => {
    const call = operations[name][1];

    it("goes through when one request is never answered", async () => {
      standIn.fail("timeout", 1);
      await call(await open(3), room);
    });

    it("says unavailable when no request is ever answered", async () => {
      standIn.fail("timeout", {});
      await expect(call(await open(1), room)).rejects.toMatchObject({ operation: name, failure: "unavailable", retryable: true });
    });
  });

  describe.each(names.filter((name) => name !== "stat" && name !== "read"))("%s", (name) => {
    it("goes through when an answer breaks off in its middle", async () => {
      standIn.fail("partial", 1);
      await operations[name][1](storage, room);
    });
  });

  it("keeps the file and stores nothing when an upload fails for good", async () => {
    const path = await room.file(imageBytes());
    standIn.fail("5xx", { operation: "upload" });
    await expect(storage.put("images/a1/new.jpg", path)).rejects.toMatchObject({ failure: "unavailable" });
    expect(existsSync(path)).toBe(true);
    expect([...standIn.files.keys()]).toEqual(["images/a1/hash"]);
  });

  it("stores one file when the answer to an upload is lost", async () => {
    const lost = imageBytes();
    standIn.fail("partial", { times: 1, operation: "upload" });
    await storage.put("images/a1/new.jpg", await room.file(lost));
    expect(standIn.files.size).toBe(2);
    expect(standIn.files.get("images/a1/new")?.content).toEqual(lost);
  });

  it("never takes half a body for the file: a download is whole or not at all", async () => {
    const path = room.path();
    standIn.fail("partial", 1);
    await storage.download(key, path);
    expect(await readFile(path)).toEqual(bytes);
    standIn.fail("partial", {});
    await expect(storage.download(key, room.path())).rejects.toMatchObject({ failure: "unavailable", retryable: true });
    expect(await room.left()).toHaveLength(1);
  });

  it("fails a stream that breaks off, instead of ending it", async () => {
    standIn.fail("partial", 1);
    const { stream } = await storage.read(key);
    await expect(buffer(stream)).rejects.toMatchObject({ name: "StorageError", operation: "read", failure: "unavailable" });
  });

  it("says not_found at once when the file is not there", async () => {
    const before = asked("deliver");
    standIn.fail("404", 1);
    await expect(storage.read(key)).rejects.toMatchObject({ failure: "not_found", retryable: false });
    expect(asked("deliver") - before).toBe(1);
  });

  it("says too_large at once for a file over the account's limit, and keeps it", async () => {
    const path = await room.file(imageBytes("jpg", 100_001));
    const before = asked("upload");
    await expect(storage.put("images/a1/new.jpg", path)).rejects.toMatchObject({ failure: "too_large", retryable: false });
    expect(asked("upload") - before).toBe(1);
    expect(existsSync(path)).toBe(true);
  });

  it("says denied for what is no image to Cloudinary", async () => {
    await expect(storage.put("images/a1/new.jpg", await room.file("plain text"))).rejects.toMatchObject({ failure: "denied" });
  });

  it("says denied when the secret is wrong, for signed and for admin requests alike, and tells it to nobody", async () => {
    const wrong = await open(30, { CLOUDINARY_API_SECRET: "wrong-secret" });
    const failures = await Promise.all([
      wrong.put("images/a1/new.jpg", await room.file(imageBytes())).catch((error: unknown) => error),
      wrong.removeAll("images/a1/").catch((error: unknown) => error),
      collect(wrong.list("images/", soon())).catch((error: unknown) => error),
      wrong.ping().catch((error: unknown) => error),
    ]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: "StorageError", failure: "denied" });
      expect(inspect(failure, { depth: null, showHidden: true })).not.toContain("wrong-secret");
    }
    expect(standIn.files.size).toBe(1);
  });

  it("ends an upload that is aborted on its way, and stores nothing", async () => {
    const path = await room.file(imageBytes());
    const before = asked("upload");
    const abort = new AbortController();
    standIn.fail("timeout", 1);
    const put = storage.put("images/a1/new.jpg", path, { signal: abort.signal });
    await vi.waitUntil(() => asked("upload") > before, { interval: 5 });
    abort.abort();
    await expect(put).rejects.toMatchObject({ name: "StorageError", operation: "put" });
    expect(existsSync(path)).toBe(true);
    expect(standIn.files.size).toBe(1);
  });

  it("bears a service that fails every third request", async () => {
    standIn.fail("5xx", { rate: 1 / 3 });
    for (let index = 0; index < 6; index += 1) await storage.put(`images/a1/new${index}.jpg`, await room.file(imageBytes()));
    expect(await collect(storage.list("images/a1/", soon()))).toHaveLength(7);
  });

  it("answers a ping from memory for a while: readiness must not use up the account's calls", async () => {
    const before = asked("ping");
    standIn.fail("5xx", { times: 1, operation: "ping" });
    await expect(storage.ping()).rejects.toMatchObject({ failure: "unavailable" });
    await storage.ping();
    await storage.ping();
    expect(asked("ping") - before).toBe(2);
  });

  it("says unavailable when nobody listens", async () => {
    await standIn.stop();
    const lost = await open(1);
    await expect(lost.stat(key)).rejects.toMatchObject({ failure: "unavailable", retryable: true });
    await expect(lost.put("images/a1/new.jpg", await room.file(imageBytes()))).rejects.toMatchObject({ failure: "unavailable" });
    await expect(lost.ping()).rejects.toMatchObject({ failure: "unavailable" });
    standIn = await startCloudinary();
  });
});

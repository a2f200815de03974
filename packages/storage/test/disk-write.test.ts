import { existsSync } from "node:fs";
import type * as FileSystem from "node:fs/promises";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openDiskStorage } from "../src/disk.ts";
import type { Storage } from "../src/storage.ts";
import { collect, imageBytes, Room } from "./room.ts";

/** What the next call of a function of the file system fails with, where its path holds the text. */
const broken = vi.hoisted(() => ({ calls: [] as { name: string; code: string; path: string; times: number }[] }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof FileSystem>();
  const breaking = <F extends (...args: never[]) => Promise<unknown>>(name: string, call: F) =>
    (async (...args: Parameters<F>) => {
      const found = broken.calls.find((one) => one.name === name && one.times > 0 && String(args[0]).includes(one.path));
      if (found === undefined) return call(...args);
      found.times -= 1;
      throw Object.assign(new Error(`${found.code}: ${name}`), { code: found.code });
    }) as unknown as F;
  const wrapped = {
    rename: breaking("rename", real.rename),
    open: breaking("open", real.open),
    writeFile: breaking("writeFile", real.writeFile),
  };
  return { ...real, ...wrapped };
});

describe("a folder as storage, when the file system is difficult", () => {
  let room: Room;
  let root: string;
  let storage: Storage;
  beforeEach(async () => {
    broken.calls = [];
    room = await Room.open();
    root = join(room.folder, "files");
    storage = await openDiskStorage(root);
  });
  afterEach(() => room.close());

  const breakNext = (name: string, code: string, path = "", times = 1) => broken.calls.push({ name, code, path, times });
  const incoming = () => readdir(join(root, ".incoming"));

  it("copies a file over from another filesystem, consumes it and leaves no temporary file", async () => {
    const path = await room.file(imageBytes("jpg", 300_000));
    breakNext("rename", "EXDEV", path);
    await storage.put("images/a1/hash.jpg", path);
    expect((await storage.stat("images/a1/hash.jpg")).bytes).toBe(300_000);
    expect(existsSync(path)).toBe(false);
    expect(await incoming()).toEqual([]);
  });

  it("says so when the storage folder itself spans filesystems", async () => {
    const path = await room.file(imageBytes());
    breakNext("rename", "EXDEV", "", 2);
    await expect(storage.put("images/a1/hash.jpg", path)).rejects.toMatchObject({ failure: "denied" });
    expect(existsSync(path)).toBe(true);
    expect(await incoming()).toEqual([]);
  });

  it("leaves nothing of a copy that was aborted", async () => {
    const path = await room.file(imageBytes("jpg", 5_000_000));
    const abort = new AbortController();
    breakNext("rename", "EXDEV", path);
    const put = storage.put("images/a1/hash.jpg", path, { signal: abort.signal });
    await vi.waitUntil(async () => (await incoming()).length > 0, { interval: 1 });
    abort.abort();
    await expect(put).rejects.toMatchObject({ name: "StorageError", operation: "put" });
    expect(await incoming()).toEqual([]);
    expect(existsSync(path)).toBe(true);
    expect(await collect(storage.list("images/", new Date(Date.now() + 60_000)))).toEqual([]);
  });

  it.each(["ENOSPC", "EDQUOT"])("says full for %s, keeps the file, and takes it later", async (code) => {
    const path = await room.file(imageBytes());
    breakNext("rename", code);
    await expect(storage.put("images/a1/hash.jpg", path)).rejects.toMatchObject({ failure: "full", retryable: true });
    expect(await collect(storage.list("images/", new Date(Date.now() + 60_000)))).toEqual([]);
    await storage.put("images/a1/hash.jpg", path);
  });

  it.each([
    { code: "EROFS", failure: "denied", retryable: false },
    { code: "EIO", failure: "unavailable", retryable: true },
  ])("says $failure for $code", async ({ code, failure, retryable }) => {
    breakNext("rename", code);
    await expect(storage.put("images/a1/hash.jpg", await room.file(imageBytes()))).rejects.toMatchObject({ failure, retryable });
  });

  it.each(["EISDIR", "EPERM", "EINVAL"])("does without syncing folders where the system answers %s", async (code) => {
    const path = await room.file(imageBytes());
    for (const folder of [root, join(root, "images"), join(root, "images", "a1")]) breakNext("open", code, folder);
    await storage.put("images/a1/hash.jpg", path);
    expect((await storage.stat("images/a1/hash.jpg")).bytes).toBe(5000);
  });

  it("does not hide that a folder could not be synced", async () => {
    const path = await room.file(imageBytes());
    breakNext("open", "EIO", join(root, "images"));
    await expect(storage.put("images/a1/hash.jpg", path)).rejects.toMatchObject({ failure: "unavailable" });
  });

  it("says full to a ping on a full disk, and unavailable when its folder is gone", async () => {
    breakNext("writeFile", "ENOSPC", ".incoming");
    await expect(storage.ping()).rejects.toMatchObject({ failure: "full", operation: "ping" });
    await rm(root, { recursive: true });
    await expect(storage.ping()).rejects.toMatchObject({ failure: "unavailable" });
    await expect(storage.put("images/a1/hash.jpg", await room.file(imageBytes()))).rejects.toMatchObject({ failure: "unavailable" });
  });

  it("removes empty folders, and loses no file that comes in meanwhile", async () => {
    const rounds = Array.from({ length: 30 }, (_, index) => index);
    for (const round of rounds) {
      const path = await room.file(imageBytes());
      if (round > 0) await Promise.all([storage.remove(`images/a1/hash${round - 1}.jpg`), storage.put(`images/a1/hash${round}.jpg`, path)]);
      else await storage.put("images/a1/hash0.jpg", path);
      expect((await storage.stat(`images/a1/hash${round}.jpg`)).bytes).toBe(5000);
    }
    await storage.remove(`images/a1/hash${rounds.length - 1}.jpg`);
    expect(await readdir(join(root, "images"))).toEqual([]);
  });

  describe("at its start", () => {
    const dead = 2 ** 22 + 1;
    const machine = hostname().replace(/[^A-Za-z0-9-]/g, "-");
    const leave = async (name: string, ageSeconds = 0) => {
      const path = join(root, ".incoming", name);
      await writeFile(path, "half a file");
      const time = Date.now() / 1000 - ageSeconds;
      await utimes(path, time, time);
    };

    it("removes what dead processes left half-written, and only that", async () => {
      await leave(`${machine}.${dead}.aaaa.1-x`);
      await leave(`${machine}.${process.pid}.earlier.1-x`);
      await leave(`elsewhere.1.aaaa.1-x`, 7200);
      await leave(`${machine}.${process.ppid}.aaaa.1-x`);
      await leave(`elsewhere.1.aaaa.2-x`);
      await openDiskStorage(root);
      expect((await incoming()).sort()).toEqual([`${machine}.${process.ppid}.aaaa.1-x`, "elsewhere.1.aaaa.2-x"].sort());
    });

    it("never lists what is half-written", async () => {
      await leave("elsewhere.1.aaaa.1-x");
      await mkdir(join(root, "images"));
      await writeFile(join(root, "images", ".hidden"), "not ours");
      expect(await collect(storage.list("images/", new Date(Date.now() + 60_000)))).toEqual([]);
    });
  });
});

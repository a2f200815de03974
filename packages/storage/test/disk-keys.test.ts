import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDiskStorage } from "../src/disk.ts";
import type { Storage } from "../src/storage.ts";
import { collect, imageBytes, Room } from "./room.ts";

const hostileKeys: readonly unknown[] = [
  "",
  "/",
  "images",
  "images/",
  "/images/a1/hash.jpg",
  "images//hash.jpg",
  "images/a1/hash.jpg/",
  "images/../../secret",
  "images/a1/../../../secret",
  "images/./hash.jpg",
  "images/..",
  "images/.hidden",
  "images/a1/.hash.jpg",
  "../images/hash.jpg",
  "./images/hash.jpg",
  "secret",
  "other/a1/hash.jpg",
  "Images/a1/hash.jpg",
  ".incoming/hash.jpg",
  "images\\..\\..\\secret",
  "images/a1\\hash.jpg",
  "images/%2e%2e/%2e%2e/secret",
  "images/a1/hash.jpg\0.png",
  "images/a1/ha sh.jpg",
  "images/a1/hash.jpg\n",
  "images/a1/häsh.jpg",
  "images/a1/\u2025/hash.jpg",
  "images/C:/hash.jpg",
  "images/a1/hash.jpg?x",
  "images/~/hash.jpg",
  `images/${"a/".repeat(300)}hash.jpg`,
  `images/${"a".repeat(506)}`,
  undefined,
  null,
  7,
  ["images", "a1"],
];

/** No keys, but prefixes. */
const validPrefixes: readonly unknown[] = ["images/", "images/a1/hash.jpg/"];
const hostilePrefixes: readonly unknown[] = [
  "",
  "/",
  "images",
  "images/a1",
  "../",
  "images/../",
  "images//",
  "images/./",
  "/images/",
  "other/",
];

describe("a folder as storage, asked by hostile keys", () => {
  let room: Room;
  let root: string;
  let storage: Storage;
  beforeEach(async () => {
    room = await Room.open();
    root = join(room.folder, "data", "files");
    storage = await openDiskStorage(root);
    await writeFile(join(room.folder, "secret"), "keep me");
  });
  afterEach(() => room.close());

  const untouched = async () => {
    expect(await readdir(room.folder, { recursive: true })).toEqual(["data", "secret", "data/files", "data/files/.incoming"]);
    expect(await readFile(join(room.folder, "secret"), "utf8")).toBe("keep me");
  };

  it.each(hostileKeys.map((key) => [key]))("refuses the key %j for every operation", async (hostile) => {
    const key = hostile as string;
    const refusal = { name: "StorageError", failure: "invalid_key", retryable: false };
    const path = join(room.folder, "secret");
    await expect(storage.put(key, path)).rejects.toMatchObject({ ...refusal, operation: "put" });
    await expect(storage.download(key, path)).rejects.toMatchObject({ ...refusal, operation: "download" });
    await expect(storage.read(key)).rejects.toMatchObject({ ...refusal, operation: "read" });
    await expect(storage.stat(key)).rejects.toMatchObject({ ...refusal, operation: "stat" });
    await expect(storage.remove(key)).rejects.toMatchObject({ ...refusal, operation: "remove" });
    await untouched();
  });

  it.each([...hostilePrefixes, ...hostileKeys.filter((key) => !validPrefixes.includes(key))].map((prefix) => [prefix]))(
    "refuses the prefix %j",
    async (hostile) => {
      const prefix = hostile as string;
      await expect(storage.removeAll(prefix)).rejects.toMatchObject({ name: "StorageError", failure: "invalid_key" });
      await expect(collect(storage.list(prefix, new Date()))).rejects.toMatchObject({ name: "StorageError", failure: "invalid_key" });
      await untouched();
    },
  );

  it("takes the longest key there is", async () => {
    const key = `images/${"a".repeat(250)}/${"b".repeat(250)}.jpg`;
    await storage.put(key, await room.file(imageBytes()));
    expect((await storage.stat(key)).bytes).toBe(5000);
  });

  it("says invalid_key for a name that the filesystem cannot hold", async () => {
    const path = await room.file(imageBytes());
    await expect(storage.put(`images/${"a".repeat(300)}/hash.jpg`, path)).rejects.toMatchObject({ failure: "invalid_key" });
  });

  it("never follows a linked folder out of the storage folder", async () => {
    const outside = join(room.folder, "outside");
    await mkdir(join(outside, "a1"), { recursive: true });
    await writeFile(join(outside, "a1", "hash.jpg"), "keep me");
    await mkdir(join(root, "images"));
    await symlink(outside, join(root, "images", "link"));
    const path = await room.file(imageBytes());
    const denied = { failure: "denied", retryable: false };
    await expect(storage.put("images/link/new.jpg", path)).rejects.toMatchObject(denied);
    await expect(storage.put("images/link/a2/new.jpg", path)).rejects.toMatchObject(denied);
    await expect(storage.read("images/link/a1/hash.jpg")).rejects.toMatchObject(denied);
    await expect(storage.stat("images/link/a1/hash.jpg")).rejects.toMatchObject(denied);
    await expect(storage.download("images/link/a1/hash.jpg", room.path())).rejects.toMatchObject(denied);
    await expect(storage.remove("images/link/a1/hash.jpg")).rejects.toMatchObject(denied);
    await expect(storage.removeAll("images/link/a1/")).rejects.toMatchObject(denied);
    await expect(collect(storage.list("images/link/", new Date(Date.now() + 60_000)))).rejects.toMatchObject(denied);
    expect(await collect(storage.list("images/", new Date(Date.now() + 60_000)))).toEqual([]);
    expect(await readdir(outside, { recursive: true })).toEqual(["a1", "a1/hash.jpg"]);
  });

  it("never follows a linked file, and puts over the link instead of through it", async () => {
    await mkdir(join(root, "images", "a1"), { recursive: true });
    await symlink(join(room.folder, "secret"), join(root, "images", "a1", "hash.jpg"));
    await expect(storage.read("images/a1/hash.jpg")).rejects.toMatchObject({ failure: "denied" });
    expect(await collect(storage.list("images/", new Date(Date.now() + 60_000)))).toEqual([]);
    await storage.put("images/a1/hash.jpg", await room.file(imageBytes()));
    expect((await storage.stat("images/a1/hash.jpg")).bytes).toBe(5000);
    expect(await readFile(join(room.folder, "secret"), "utf8")).toBe("keep me");
  });

  it("removes a linked folder itself and leaves what it leads to", async () => {
    const outside = join(room.folder, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "hash.jpg"), "keep me");
    await mkdir(join(root, "images"));
    await symlink(outside, join(root, "images", "link"));
    await storage.removeAll("images/link/");
    expect(await readdir(join(root, "images"))).toEqual([]);
    expect(await readdir(outside)).toEqual(["hash.jpg"]);
  });

  it("has nothing under a key that names a folder", async () => {
    await storage.put("images/a1/hash.jpg", await room.file(imageBytes()));
    await expect(storage.read("images/a1")).rejects.toMatchObject({ failure: "not_found" });
    await expect(storage.read("images/a1/hash.jpg/deeper.jpg")).rejects.toMatchObject({ failure: "not_found" });
    await expect(storage.put("images/a1", await room.file(imageBytes()))).rejects.toMatchObject({ failure: "invalid_key" });
  });
});

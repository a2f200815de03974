import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ListedFile, Storage } from "../src/storage.ts";
import { collect, type Extension, extensions, imageBytes, Room } from "./room.ts";

export interface StorageSuite {
  /** Opens the adapter on a place that holds nothing. */
  open(): Promise<Storage>;
  /** What every url it answers looks like. */
  readonly url: (key: string) => string | RegExp;
}

const soon = () => new Date(Date.now() + 60_000);

/** The promises of the storage port, kept by every adapter. */
export function storageSuite(name: string, suite: StorageSuite): void {
  describe(`${name} as storage`, () => {
    let storage: Storage;
    let room: Room;

    beforeEach(async () => {
      room = await Room.open();
      storage = await suite.open();
    });
    afterEach(async () => {
      await storage.close();
      const left = await room.left();
      await room.close();
      expect(left, "loose files left behind").toEqual([]);
    });

    const put = async (key: string, bytes = imageBytes()) => {
      await storage.put(key, await room.file(bytes));
      return bytes;
    };
    const content = async (key: string) => buffer((await storage.read(key)).stream);
    const listed = async (prefix: string, olderThan = soon()) => (await collect(storage.list(prefix, olderThan))).sort(byKey);

    describe("put", () => {
      it.each(extensions)("gives back the very bytes of a %s file", async (extension: Extension) => {
        const bytes = imageBytes(extension);
        const key = `images/a1/hash.${extension}`;
        await put(key, bytes);
        expect(await content(key)).toEqual(bytes);
        expect((await listed("images/")).map((file) => file.key)).toEqual([key]);
      });

      it("answers key, size and address, and consumes the file", async () => {
        const path = await room.file(imageBytes("jpg", 777));
        const stored = await storage.put("images/a1/hash.jpg", path);
        expect(stored).toEqual({ key: "images/a1/hash.jpg", bytes: 777, url: expect.stringMatching(suite.url("images/a1/hash.jpg")) });
        expect(existsSync(path)).toBe(false);
      });

      it("is success again when its first answer was lost", async () => {
        const path = await room.file(imageBytes("jpg", 777));
        const first = await storage.put("images/a1/hash.jpg", path);
        expect(await storage.put("images/a1/hash.jpg", path)).toEqual(first);
      });

      it("is success again with a fresh copy of the file", async () => {
        const bytes = await put("images/a1/hash.jpg");
        await put("images/a1/hash.jpg", bytes);
        expect(await content("images/a1/hash.jpg")).toEqual(bytes);
      });

      it("says not_found when there is no file, and never was", async () => {
        await expect(storage.put("images/a1/hash.jpg", room.path())).rejects.toMatchObject({ failure: "not_found", operation: "put" });
      });

      it("stores nothing and keeps the file when it was aborted before", async () => {
        const path = await room.file(imageBytes());
        const aborted = storage.put("images/a1/hash.jpg", path, { signal: AbortSignal.abort() });
        await expect(aborted).rejects.toMatchObject({ name: "StorageError", operation: "put" });
        expect(await listed("images/")).toEqual([]);
        await storage.put("images/a1/hash.jpg", path);
      });

      it("stores many at once", async () => {
        const keys = Array.from({ length: 20 }, (_, index) => `images/a${index % 4}/hash${index}.jpg`);
        const bytes = await Promise.all(keys.map((key) => put(key)));
        expect(await Promise.all(keys.map(content))).toEqual(bytes);
      });
    });

    describe("read", () => {
      it("gives the whole size with every range", async () => {
        const bytes = await put("images/a1/hash.jpg");
        const { stream, bytes: size } = await storage.read("images/a1/hash.jpg", { start: 10, end: 19 });
        expect(size).toBe(bytes.byteLength);
        expect(await buffer(stream)).toEqual(bytes.subarray(10, 20));
      });

      it.each([
        { range: { start: 0, end: 0 }, what: "the first byte" },
        { range: { start: 4999, end: 4999 }, what: "the last byte" },
        { range: { start: 4990, end: 9999 }, what: "what there is of a range past the end" },
        { range: { start: 6000, end: 7000 }, what: "nothing of a range behind the end" },
      ])("gives $what", async ({ range }) => {
        const bytes = await put("images/a1/hash.jpg", imageBytes("jpg", 5000));
        const { stream, bytes: size } = await storage.read("images/a1/hash.jpg", range);
        expect(await buffer(stream)).toEqual(bytes.subarray(range.start, range.end + 1));
        expect(size).toBe(5000);
      });

      it("says not_found for a key with nothing under it", async () => {
        await expect(storage.read("images/a1/none.jpg")).rejects.toMatchObject({ failure: "not_found", retryable: false });
      });

      it("can be left before its end", async () => {
        await put("images/a1/hash.jpg", imageBytes("jpg", 3_000_000));
        const { stream } = await storage.read("images/a1/hash.jpg");
        const [chunk] = await stream.take(1).toArray();
        expect(chunk.byteLength).toBeGreaterThan(0);
        expect(stream.destroyed).toBe(true);
      });
    });

    describe("download", () => {
      it("writes the very bytes to the path and leaves the stored file alone", async () => {
        const bytes = await put("compressed_images/a1/t1-hash.webp", imageBytes("webp", 400_000));
        const path = await room.file("what lay there before");
        await storage.download("compressed_images/a1/t1-hash.webp", path);
        expect(await readFile(path)).toEqual(bytes);
        await storage.put("images/a2/hash.webp", path);
        expect(await content("compressed_images/a1/t1-hash.webp")).toEqual(bytes);
      });

      it("says not_found and leaves no file", async () => {
        await expect(storage.download("images/a1/none.jpg", room.path())).rejects.toMatchObject({ failure: "not_found" });
      });

      it("leaves no file when it was aborted", async () => {
        await put("images/a1/hash.jpg");
        const aborted = storage.download("images/a1/hash.jpg", room.path(), { signal: AbortSignal.abort() });
        await expect(aborted).rejects.toMatchObject({ name: "StorageError", operation: "download" });
      });
    });

    describe("stat", () => {
      it("tells size and time", async () => {
        await put("images/a1/hash.jpg", imageBytes("jpg", 4321));
        const { bytes, modifiedAt } = await storage.stat("images/a1/hash.jpg");
        expect(bytes).toBe(4321);
        expect(Math.abs(Date.now() - Number(modifiedAt))).toBeLessThan(60_000);
      });

      it("says not_found for a key with nothing under it", async () => {
        await expect(storage.stat("images/a1/none.jpg")).rejects.toMatchObject({ failure: "not_found" });
      });
    });

    describe("remove", () => {
      it("takes one file and no other, and is success again", async () => {
        await put("images/a1/hash.jpg");
        await put("images/a1/hash2.jpg");
        await storage.remove("images/a1/hash.jpg");
        await storage.remove("images/a1/hash.jpg");
        await expect(storage.read("images/a1/hash.jpg")).rejects.toMatchObject({ failure: "not_found" });
        expect((await listed("images/")).map((file) => file.key)).toEqual(["images/a1/hash2.jpg"]);
      });

      it("leaves alone what lies below a key", async () => {
        await put("images/a1/hash.jpg");
        await storage.remove("images/a1");
        expect((await listed("images/")).map((file) => file.key)).toEqual(["images/a1/hash.jpg"]);
      });
    });

    describe("removeAll", () => {
      it("takes everything under the prefix and nothing beside it", async () => {
        const under = ["compressed_images/a1/t1-hash.webp", "compressed_images/a1/t2-hash.jpg", "compressed_images/a1/t2-hash3.jpg"];
        const beside = ["compressed_images/a11/t1-hash.jpg", "images/a1/hash.jpg"];
        for (const key of [...under, ...beside]) await put(key);
        await storage.removeAll("compressed_images/a1/");
        const left = [...(await listed("compressed_images/")), ...(await listed("images/"))];
        expect(left.map((file) => file.key)).toEqual(beside);
      });

      it("is success where there is nothing", async () => {
        await storage.removeAll("images/none/");
      });
    });

    describe("list", () => {
      it("tells key, size and time of every file under the prefix", async () => {
        await put("images/a1/hash.jpg", imageBytes("jpg", 100));
        await put("images/a2/hash.png", imageBytes("png", 200));
        await put("compressed_images/a1/t1-hash.jpg");
        expect(await listed("images/")).toEqual([
          { key: "images/a1/hash.jpg", bytes: 100, modifiedAt: expect.any(Date) },
          { key: "images/a2/hash.png", bytes: 200, modifiedAt: expect.any(Date) },
        ]);
        expect((await listed("images/a2/")).map((file) => file.key)).toEqual(["images/a2/hash.png"]);
      });

      it("leaves out what was written later than the moment", async () => {
        await put("images/a1/hash.jpg");
        expect(await listed("images/", new Date(Date.now() - 60_000))).toEqual([]);
      });

      it("is empty where there is nothing", async () => {
        expect(await listed("compressed_images/none/")).toEqual([]);
      });

      it("finds all of many, and can be left before its end", async () => {
        const keys = Array.from({ length: 12 }, (_, index) => `images/a${index % 3}/hash${index}.jpg`);
        await Promise.all(keys.map((key) => put(key)));
        expect((await listed("images/")).map((file) => file.key)).toEqual(keys.sort());
        for await (const { key } of storage.list("images/", soon())) {
          expect(keys).toContain(key);
          break;
        }
      });

      it("goes on while its files are removed", async () => {
        const keys = Array.from({ length: 12 }, (_, index) => `images/a${index}/hash.jpg`);
        await Promise.all(keys.map((key) => put(key)));
        for await (const { key } of storage.list("images/", soon())) await storage.remove(key);
        expect(await listed("images/")).toEqual([]);
      });
    });

    it("answers a ping", async () => {
      await storage.ping();
    });
  });
}

const byKey = (a: ListedFile, b: ListedFile) => (a.key < b.key ? -1 : 1);

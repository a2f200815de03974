import { type CloudinaryStandIn, startCloudinary } from "@pixpress/test-servers/cloudinary";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storageConfig } from "../src/config.ts";
import { openStorage } from "../src/open.ts";
import type { Storage } from "../src/storage.ts";
import { collect, imageBytes, Room } from "./room.ts";
import { storageSuite } from "./storage.suite.ts";

/*
 * The SDK is the real one, the service is a stand-in. What this does not prove: that a removed file leaves the real CDN soon, that
 * an address without extension gives the real original, the limits of a real plan (bytes, pixels, calls an hour, credits), what
 * presets and default optimisations of a real account do to files, the wording of real refusals, and the speed of any of it.
 */
let standIn: CloudinaryStandIn;
let url: string | undefined;
beforeAll(async () => {
  standIn = await startCloudinary({ pageSize: 5 });
  url = process.env["CLOUDINARY_URL"];
  Object.assign(process.env, { CLOUDINARY_URL: standIn.env["CLOUDINARY_URL"] });
});
afterAll(async () => {
  if (url === undefined) delete process.env["CLOUDINARY_URL"];
  await standIn.stop();
});

const open = () => openStorage(storageConfig.parse(standIn.env));

storageSuite("Cloudinary (a stand-in of its API)", {
  open: () => {
    standIn.files.clear();
    return open();
  },
  url: (key) => new RegExp(`^http://127\\.0\\.0\\.1:\\d+/pixpress-test/image/upload/v\\d+/${key}$`),
});

describe("Cloudinary (a stand-in of its API), beyond the port", () => {
  const withFile = async (work: (storage: Storage, room: Room) => Promise<void>) => {
    const [storage, room] = [await open(), await Room.open()];
    standIn.files.clear();
    await work(storage, room).finally(() => room.close());
  };

  it("keeps files in the folders images and compressed_images under our own ids", async () => {
    await withFile(async (storage, room) => {
      await storage.put("images/a1/hash.jpg", await room.file(imageBytes()));
      await storage.put("compressed_images/a1/t1-hash.tiff", await room.file(imageBytes("tiff")));
      expect([...standIn.files.keys()]).toEqual(["images/a1/hash", "compressed_images/a1/t1-hash"]);
    });
  });

  it("answers an address of the original for a format that Cloudinary calls by another name", async () => {
    await withFile(async (storage, room) => {
      const bytes = imageBytes("tiff");
      const { url } = await storage.put("images/a1/hash.tiff", await room.file(bytes));
      expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(bytes);
    });
  });

  it("neither lists nor collects files that another program keeps in the same folder", async () => {
    await withFile(async (storage, room) => {
      await storage.put("images/a1/hash.jpg", await room.file(imageBytes()));
      const ours = standIn.files.get("images/a1/hash");
      if (ours !== undefined) standIn.files.set("images/foreign", { ...ours, publicId: "images/foreign", context: undefined });
      const listed = await collect(storage.list("images/", new Date(Date.now() + 60_000)));
      expect(listed.map((file) => file.key)).toEqual(["images/a1/hash.jpg"]);
    });
  });

  it("reads a whole page of a listing only when it is reached", async () => {
    await withFile(async (storage, room) => {
      for (let index = 0; index < 11; index += 1) await storage.put(`images/a1/hash${index}.jpg`, await room.file(imageBytes()));
      const pages = () => standIn.requests.filter(({ operation }) => operation === "list").length;
      const before = pages();
      const files = storage.list("images/", new Date(Date.now() + 60_000))[Symbol.asyncIterator]();
      await files.next();
      expect(pages() - before).toBe(1);
      await files.return?.();
    });
  });

  it("asks for the removal of copies in the CDN", async () => {
    await withFile(async (storage, room) => {
      await storage.put("images/a1/hash.jpg", await room.file(imageBytes()));
      await storage.remove("images/a1/hash.jpg");
      await storage.removeAll("images/a1/");
      expect(standIn.invalidated).toEqual(expect.arrayContaining(["images/a1/hash", "images/a1/"]));
    });
  });
});

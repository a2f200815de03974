import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type CloudinaryStandIn, startCloudinary } from "@pixpress/test-servers/cloudinary";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { originalUrl } from "../src/cloudinary-delivery.ts";
import { storageConfig } from "../src/config.ts";
import { openStorage } from "../src/open.ts";
import { imageBytes, Room } from "./room.ts";

const run = promisify(execFile);

/** A program that puts a file by its environment alone and reads its size back. */
const program = `
  const [open, config] = await Promise.all([import(process.argv[1]), import(process.argv[2])]);
  const storage = await open.openStorage(config.storageConfig.parse(process.env));
  const { url } = await storage.put("images/a1/hash.jpg", process.argv[3]);
  const { bytes } = await storage.stat("images/a1/hash.jpg");
  console.log(JSON.stringify({ url, bytes }));
`;

describe("the storage that the variables choose", () => {
  let room: Room;
  let standIn: CloudinaryStandIn;
  beforeEach(async () => {
    room = await Room.open();
    standIn = await startCloudinary();
  });
  afterEach(async () => {
    await standIn.stop();
    await room.close();
  });

  const inProcess = async (env: Record<string, string>) => {
    const modules = ["open", "config"].map((name) => new URL(`../src/${name}.ts`, import.meta.url).href);
    const path = await room.file(imageBytes());
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", program, ...modules, path], { env });
    return JSON.parse(stdout) as { url: string; bytes: number };
  };

  it("is the folder DATA_DIR/files without an account", async () => {
    const stored = await inProcess({ DATA_DIR: room.folder });
    expect(stored).toEqual({ url: "/files/images/a1/hash.jpg", bytes: 5000 });
    expect(existsSync(join(room.folder, "files", "images", "a1", "hash.jpg"))).toBe(true);
  });

  it("is Cloudinary with one, and nothing is written to DATA_DIR", async () => {
    const stored = await inProcess({ ...standIn.env, DATA_DIR: join(room.folder, "data") });
    expect(stored.bytes).toBe(5000);
    expect(stored.url).toBe(standIn.files.get("images/a1/hash")?.secureUrl);
    expect(existsSync(join(room.folder, "data"))).toBe(false);
  });

  it("is an error of storage, not a crash, when the folder cannot be made", async () => {
    const config = storageConfig.parse({ DATA_DIR: await room.file("a file") });
    await expect(openStorage(config)).rejects.toMatchObject({ name: "StorageError", operation: "open" });
  });

  it("asks the real service for originals by https, without a format and without a transformation", () => {
    const url = originalUrl("cloud", undefined, "images/a1/hash.tiff");
    expect(url).toBe("https://res.cloudinary.com/cloud/image/upload/v1/images/a1/hash");
  });

  it("asks a private CDN where one is named", () => {
    const url = originalUrl("cloud", "https://images.example/", "images/a1/hash.jpg");
    expect(url).toBe("https://images.example/image/upload/v1/images/a1/hash");
  });
});

import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AcceptedUpload, type Recipe, recipe } from "@pixpress/contracts";
import { openDatabase } from "@pixpress/db/open";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { openStorage } from "@pixpress/storage/open";
import { pino } from "pino";
import { vi } from "vitest";
import type { SpooledImage } from "../src/application.ts";
import type { ServerParts } from "../src/parts.ts";
import { type ServerConfig, serverConfig } from "../src/settings.ts";
import { acceptUpload } from "../src/upload/accept-upload.ts";

const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** Real parts in a folder of their own: SQLite, disk, and messaging within this process. */
export interface World {
  readonly parts: ServerParts;
  readonly folder: string;
  /** A file as the upload leaves it. */
  spool(name?: string): Promise<SpooledImage>;
  /** An accepted upload, by parts that may be broken. */
  upload(parts?: ServerParts): Promise<AcceptedUpload>;
  close(): Promise<void>;
}

export const defaultRecipe: Recipe = recipe.parse({});
export const never = new AbortController().signal;

/** Waits until the assertions hold. */
export const eventually = (assertions: () => Promise<void> | void): Promise<void> =>
  vi.waitFor(assertions, { timeout: 20_000, interval: 20 });

/** A moment so many seconds from the database's now: the steps of recovery are handed their clock. */
export async function inSeconds({ database }: ServerParts, seconds: number): Promise<Date> {
  return new Date((await database.now()).getTime() + seconds * 1000);
}

/** `messaging` replaces the one within the process; it is closed with the rest. All that is kept lies below `root`. */
export async function openWorld(config: Partial<ServerConfig> = {}, messaging?: Messaging, root = tmpdir()): Promise<World> {
  const folder = await mkdtemp(join(root, "pixpress-server-"));
  const parts: ServerParts = {
    database: await openDatabase({ DATA_DIR: folder, DATABASE_SECONDS: 5 }),
    storage: await openStorage({ DATA_DIR: folder, CLOUDINARY_SECONDS: 60 }),
    messaging: messaging ?? (await openMessaging(messagingConfig.parse({ RESULT_RETRY_SECONDS: 0.05 }))),
    log: pino({ level: "silent" }),
    config: { ...serverConfig.parse({ DATA_DIR: folder }), ...config },
    webFolder: null,
    alone: true,
  };
  const spool = async (name = "photo.png"): Promise<SpooledImage> => {
    const path = join(folder, randomUUID());
    // Chunks after the end are no part of the picture, and make the file this upload's own.
    const content = Buffer.concat([pixel, Buffer.from(path)]);
    await writeFile(path, content);
    const hash = createHash("sha256").update(content).digest("hex");
    // Called one and a half megapixels, it is a small task by the default recipe and a large one by AVIF.
    return { path, name, bytes: content.length, hash, format: "png", width: 1500, height: 1000, pixels: 1_500_000 };
  };
  return {
    parts,
    folder,
    spool,
    upload: async (broken = parts) => {
      const { imageId, taskId } = await acceptUpload(broken, await spool(), defaultRecipe, never);
      return { imageId, taskId };
    },
    async close() {
      await parts.messaging.close();
      await parts.storage.close();
      await parts.database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The keys of everything in storage, sorted. */
export async function storedKeys({ storage }: ServerParts): Promise<string[]> {
  const keys: string[] = [];
  const farAhead = new Date(Date.now() + 86_400_000);
  for (const prefix of ["images/", "compressed_images/"]) {
    for await (const { key } of storage.list(prefix, farAhead)) keys.push(key);
  }
  return keys.sort();
}

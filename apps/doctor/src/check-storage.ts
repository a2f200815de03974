import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type Storage, StorageError } from "@pixpress/storage";
import { openStorage } from "@pixpress/storage/open";
import type { Config } from "./config.ts";
import { type Finding, mend, ok } from "./finding.ts";
import { reasonOf } from "./reason-of.ts";

const subject = "storage";
/** One grey pixel: storage may be a service that takes nothing but images. */
const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==", "base64");

/** Where bytes lie: whether a file that is stored there can be read again and removed. */
export async function checkStorage(config: Config): Promise<Finding[]> {
  const place = config.CLOUDINARY_CLOUD_NAME === undefined ? `the folder ${join(config.DATA_DIR, "files")}` : "Cloudinary";
  let step = "open";
  try {
    const storage = await openStorage(config);
    try {
      for (const [name, check] of Object.entries(steps)) {
        step = name;
        await check(storage, config);
      }
    } finally {
      await storage.close();
    }
    return [ok(subject, `A file was written to ${place}, read again and removed.`)];
  } catch (error) {
    return [mend(subject, `${place} failed to ${step}: ${reasonOf(error)}`, remedyOf(error, config))];
  }
}

const key = `images/${randomBytes(12).toString("hex")}/${randomBytes(8).toString("hex")}.png`;

const steps: Record<string, (storage: Storage, config: Config) => Promise<void>> = {
  answer: (storage) => storage.ping(),
  async write(storage, { DATA_DIR }) {
    await mkdir(join(DATA_DIR, "tmp"), { recursive: true });
    const folder = await mkdtemp(join(DATA_DIR, "tmp", "doctor-"));
    try {
      await writeFile(join(folder, "pixel.png"), pixel);
      await storage.put(key, join(folder, "pixel.png"));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  async read(storage) {
    const { stream } = await storage.read(key);
    if (!pixel.equals(await buffer(stream))) throw new Error("what was read is not what was written");
  },
  async remove(storage) {
    await storage.remove(key);
    const left = await storage.stat(key).catch((error: unknown) => (isGone(error) ? null : Promise.reject(error)));
    if (left !== null) throw new Error("a removed file is still there");
  },
};

const isGone = (error: unknown) => error instanceof StorageError && error.failure === "not_found";

function remedyOf(error: unknown, config: Config): string {
  const failure = error instanceof StorageError ? error.failure : "unavailable";
  if (config.CLOUDINARY_CLOUD_NAME !== undefined) {
    return failure === "denied"
      ? "Check the three CLOUDINARY_ variables and the account's rights."
      : "Check that Cloudinary is reached from here.";
  }
  return failure === "full"
    ? "Free some space on the disk of DATA_DIR."
    : "Check DATA_DIR: it must be a folder this user may write to, the same for every process.";
}

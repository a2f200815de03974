import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@pixpress/contracts";
import { livesStill, processName } from "./process-name.ts";

/** After this long without a change a folder of another host's process is nobody's. */
const foreignMs = 24 * 60 * 60 * 1000;

export interface SpooledFile {
  readonly path: string;
  readonly bytes: number;
  readonly hash: string;
}

/** Temporary files of this process: uploads on their way to storage. */
export class Spool {
  readonly #parent: string;
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#parent = join(dataFolder, "tmp");
    this.#folder = join(this.#parent, processName());
  }

  /** Makes the folder ready and removes those of processes that are gone. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for (const name of await readdir(this.#parent)) {
      const path = join(this.#parent, name);
      if (name.startsWith("server-") && (await isLeft(name, path))) await rm(path, { recursive: true, force: true });
    }
  }

  /** Writes a stream to a file of its own, chunk by chunk, and hashes it on the way. Leaves nothing where it fails. */
  async write(stream: AsyncIterable<Buffer>): Promise<SpooledFile> {
    const path = join(this.#folder, randomUUID());
    const hash = createHash("sha256");
    let bytes = 0;
    const file = await written(() => open(path, "wx", 0o600));
    try {
      for await (const chunk of stream) {
        hash.update(chunk);
        bytes += chunk.length;
        await written(() => file.writeFile(chunk));
      }
    } catch (error) {
      await file.close();
      await this.discard(path);
      throw error;
    }
    await written(() => file.close());
    return { path, bytes, hash: hash.digest("hex") };
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Removes the folder, unless something still writes there. */
  async close(): Promise<void> {
    await rmdir(this.#folder).catch(() => undefined);
  }
}

async function isLeft(name: string, path: string): Promise<boolean> {
  const alive = livesStill(name);
  if (alive !== null) return !alive;
  const changed = await stat(path).catch(() => null);
  return changed !== null && Date.now() - changed.mtimeMs > foreignMs;
}

/** A write whose lack of room is the caller's to know. */
async function written<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw toFault(error);
  }
}

/** Out of room is a fault the caller can wait out; anything else stays what it is. */
export function toFault(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new Fault("storage_full", "There is no room for the upload right now.", { cause: error });
}

import { randomUUID } from "node:crypto";
import { lstat, mkdir, opendir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAlive } from "./is-alive.ts";
import { codeOf } from "./system-failure.ts";

const name = ".incoming";
/** Longer than any copy takes; only for leftovers of other machines and of processes whose number lives on in another. */
const abandonedSeconds = 3600;
/** Tells this process from an earlier one with the same number, which a container's restart gives. */
const run = randomUUID().slice(0, 8);
const machine = hostname().replace(/[^A-Za-z0-9-]/g, "-");

/**
 * Where files grow until they are whole: one folder beside the keys, on their filesystem, under a name no key can have.
 * So nothing half-written is ever listed, and a crash's leftovers are found without walking the files.
 */
export class Incoming {
  readonly #folder: string;
  #count = 0;

  constructor(root: string) {
    this.#folder = join(root, name);
  }

  /** Makes the folder and removes what dead processes left in it. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    for await (const entry of await opendir(this.#folder)) {
      const path = join(this.#folder, entry.name);
      if (await isAbandoned(path, entry.name)) await rm(path, { recursive: true, force: true });
    }
  }

  /** A path nobody else uses. */
  next(): string {
    this.#count += 1;
    return join(this.#folder, `${machine}.${process.pid}.${run}.${this.#count}-${randomUUID().slice(0, 8)}`);
  }

  /** Writes and removes a byte: the way to learn of a full or read-only disk before a file does. */
  async probe(): Promise<void> {
    const path = this.next();
    try {
      await writeFile(path, "\n", { flag: "wx" });
    } finally {
      await rm(path, { force: true });
    }
  }
}

async function isAbandoned(path: string, fileName: string): Promise<boolean> {
  const [host, pid, itsRun] = fileName.split(".");
  if (host === machine && Number(pid) === process.pid && itsRun !== run) return true;
  if (host === machine && !isAlive(Number(pid))) return true;
  try {
    return Date.now() - (await lstat(path)).mtimeMs > abandonedSeconds * 1000;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

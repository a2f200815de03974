import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAlive } from "@pixpress/storage/is-alive";

/** Where one task's files lie while it runs. */
interface TaskFolder {
  /** Where the original goes; nothing is there yet. */
  readonly original: string;
  /** An empty folder for the engine. */
  readonly outputs: string;
  remove(): Promise<void>;
}

/** This process's folder under `DATA_DIR/tmp`. */
export interface TemporaryFolders {
  /** Removes what dead processes left. */
  sweep(): Promise<void>;
  open(taskId: string): Promise<TaskFolder>;
  /** Removes this process's folder. */
  close(): Promise<void>;
}

/** The folders of this very process: another with its process id was left by one that is dead. */
const ours = new Set<string>();
/** Of another machine nobody here can tell who lives there: its folders go when they were left alone for so long. */
const foreignMs = 24 * 60 * 60 * 1000;

/** A process id alone is no name: containers that share a volume all count from 1. */
export function temporaryFolders(dataDir: string): TemporaryFolders {
  const root = join(dataDir, "tmp");
  const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, "_");
  const own = `worker-${host}-${process.pid}-${randomBytes(4).toString("hex")}`;
  ours.add(own);

  return {
    async sweep() {
      const names = await readdir(root).catch(() => []);
      for (const name of names) {
        if (await isLeftOver(root, name, host)) await rm(join(root, name), { recursive: true, force: true });
      }
    },
    async open(taskId) {
      const folder = join(root, own, `${taskId}-${randomBytes(4).toString("hex")}`);
      const outputs = join(folder, "outputs");
      await mkdir(outputs, { recursive: true });
      return { original: join(folder, "original"), outputs, remove: () => rm(folder, { recursive: true, force: true }) };
    },
    close: () => rm(join(root, own), { recursive: true, force: true }),
  };
}

async function isLeftOver(root: string, name: string, host: string): Promise<boolean> {
  const parts = /^worker-(.+)-(\d+)-[0-9a-f]{8}$/.exec(name);
  if (parts === null || ours.has(name)) return false;
  const [, theirHost, pid] = parts;
  if (theirHost === host) return Number(pid) === process.pid || !isAlive(Number(pid));
  const found = await stat(join(root, name)).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > foreignMs;
}

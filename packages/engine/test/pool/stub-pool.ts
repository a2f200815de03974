import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipe } from "@pixpress/contracts";
import { afterEach, vi } from "vitest";
import type { ChildPool, EngineTask } from "../../src/child-pool.ts";
import { type ChildPoolOptions, openChildPool } from "../../src/pool/open-child-pool.ts";

export const limits = { maxPixels: 100_000_000, maxFrames: 1000, maxSide: 30_000 };
export const general = { small: false, avif: false };

const folders: string[] = [];
const pools: ChildPool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-pool-"));
  folders.push(folder);
  return folder;
}

/** A pool that is closed after the test; its children obey the commands of `stub-child.ts` unless told otherwise. */
export function poolOf(options: Partial<ChildPoolOptions> = {}): ChildPool {
  const childFile = new URL("./stub-child.ts", import.meta.url);
  const pool = openChildPool({ processes: 1, reserved: false, seconds: 30, memoryBytes: 1024 ** 3, childFile, ...options });
  pools.push(pool);
  return pool;
}

export function taskOf(input: string, outputFolder = temporaryFolder()): EngineTask {
  return { input, outputFolder, recipe: recipe.parse({}), limits };
}

/** Runs a command that answers, and says which process answered it. */
export async function pidOf(pool: ChildPool, options: { fresh?: boolean } = {}): Promise<number> {
  const report = await pool.run(taskOf("answer"), { ...general, ...options });
  return Number(report.errors[0]?.message);
}

/** Waits until a child has left its process id in the folder. */
export async function begunIn(folder: string): Promise<number> {
  return await vi.waitFor(
    () => {
      const name = readdirSync(folder).find((file) => file.endsWith(".pid"));
      if (name === undefined) throw new Error("no child has begun");
      return Number.parseInt(name, 10);
    },
    { timeout: 20_000 },
  );
}

/** Waits until no such process is left. */
export async function gone(pid: number): Promise<void> {
  await vi.waitFor(
    () => {
      if (isAlive(pid)) throw new Error(`process ${pid} is still there`);
    },
    { timeout: 20_000 },
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

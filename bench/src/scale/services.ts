import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { startRedis } from "@pixpress/test-servers/redis";

/** A server and a worker whose engine does nothing, joined by a Redis that syncs once a second, as the production file has it. */
export interface Services {
  readonly server: AppProcess;
  readonly worker: ChildProcess;
  readonly folder: string;
  /** The variables that point a process to the same Redis and data. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What one of the two gets besides. */
interface More {
  readonly server?: Readonly<Record<string, string>>;
  readonly worker?: Readonly<Record<string, string>>;
}

export async function startServices(more: More = {}): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-scale-"));
  const redis = await startRedis({ config: { appendfsync: "everysec" } });
  const environment = { ...redis.env, DATA_DIR: join(folder, "data") };
  const server = await startApp("apps/server/src/main.ts", { ...environment, ...more.server });
  const worker = fork(new URL("./idle-engine-worker.ts", import.meta.url), [
    JSON.stringify({ ...environment, WORKER_PROCESSES: 8, ...more.worker }),
  ]);
  await once(worker, "message");
  return {
    server,
    worker,
    folder,
    environment,
    stop: async () => {
      worker.kill("SIGTERM");
      await Promise.all([once(worker, "exit"), server.stop()]);
      await redis.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { photo } from "@pixpress/test-servers/photo";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finished } from "./client.ts";

let folder = "";
let redis: TestRedis;
let mongo: TestMongo;
let server: AppProcess;
let worker: AppProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pixpress-in-time-"));
  const mongoFolder = join(folder, "mongo");
  mkdirSync(mongoFolder);
  // With a folder of its own it is always ours to pause.
  [redis, mongo] = [await startRedis(), await startMongo({ folder: mongoFolder })];
  const waits = { RECOVERY_SECONDS: "0.5", RECOVERY_AGE_SECONDS: "0.5", LEASE_SECONDS: "2", STALLED_SECONDS: "1" };
  const environment = { ...redis.env, ...waits, MONGODB_URI: mongo.uri, DATA_DIR: join(folder, "data"), WORKER_PROCESSES: "1" };
  server = await startApp("apps/server/src/main.ts", environment);
  worker = await startApp("apps/worker/src/main.ts", environment, "output");
});
afterAll(async () => {
  for (const app of [worker, server]) await app.kill();
  for (const part of [redis, mongo]) await part.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As the older service's client does: it gives up after ten seconds, and then this rejects. */
async function impatientUpload(seed: number): Promise<Response> {
  const form = new FormData();
  form.append("image", new Blob([new Uint8Array(await photo(seed))]), "a.jpg");
  return fetch(`${server.url}/images/upload`, { method: "POST", body: form, signal: AbortSignal.timeout(10_000) });
}

describe("a client that gives up after ten seconds is answered, on disk storage", () => {
  it("503 with the time to come back while MongoDB hangs, and all is well once it goes on", async () => {
    mongo.pause();
    const response = await impatientUpload(1).finally(() => mongo.resume());
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ reason: "database_unavailable", requestId: response.headers.get("x-request-id") });
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    await expect.poll(async () => (await impatientUpload(2)).status, { timeout: 30_000 }).toBe(202);
  }, 60_000);

  it("202 while Redis is gone; the task is completed once it is back", async () => {
    await redis.kill();
    const response = await impatientUpload(3);
    expect(response.status).toBe(202);
    const { taskId } = (await response.json()) as { taskId: string };
    const ready = await fetch(`${server.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ reason: "not_ready", faults: expect.arrayContaining(["Messaging does not answer."]) });
    await redis.restart();
    expect((await finished(server.url, taskId)).status).toBe("completed");
  }, 90_000);
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RecipeInput, type ResultMessage, recipe, type TaskMessage } from "@pixpress/contracts";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { storageConfig } from "@pixpress/storage/config";
import { openStorage } from "@pixpress/storage/open";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { freePort } from "@pixpress/test-servers/free-port";
import { ensureCommand } from "@pixpress/test-servers/install";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { startTcpProxy, type TcpProxy } from "@pixpress/test-servers/tcp-proxy";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { messageOf } from "./worker-room.ts";

const main = "apps/worker/src/main.ts";
const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
const picture = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: "#808080", noise } })
  .jpeg()
  .toBuffer();

describe("a worker that cannot do its work leaves with 1", () => {
  it("without Redis, and says what to do", async () => {
    const worker = await startApp(main, {}, "started");
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toMatch(/REDIS_HOST .*npm start/);
  });

  it("with wrong variables, and names them all", async () => {
    const worker = await startApp(main, { REDIS_PORT: "none", TASK_SECONDS: "-1", REDIS_QUEUE_NAME: "a:b" }, "started");
    expect(await worker.ended).toBe(1);
    for (const name of ["REDIS_PORT", "TASK_SECONDS", "REDIS_QUEUE_NAME"]) expect(worker.output()).toContain(name);
  });
});

describe("a worker on Redis", () => {
  let redis: TestRedis;
  let dataDir: string;
  let messaging: Messaging;
  let said: ResultMessage[];
  const workers: AppProcess[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "pixpress-worker-"));
    messaging = await openMessaging(messagingConfig.parse({ ...redis.env, ...names() }));
    said = [];
    messaging.results.consume(async ({ message }) => void said.push(message), { concurrency: 1 });
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await messaging.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Queues of this test alone. */
  const names = () => ({ REDIS_QUEUE_NAME: `queue-${expect.getState().currentTestName?.replaceAll(/\W+/g, "-")}`.slice(0, 100) });

  async function startWorker(more: Record<string, string> = {}): Promise<AppProcess> {
    const worker = await startApp(main, { ...redis.env, ...names(), DATA_DIR: dataDir, WORKER_PROCESSES: "1", ...more }, "output");
    workers.push(worker);
    return worker;
  }

  async function send(wanted: RecipeInput): Promise<TaskMessage> {
    const message = messageOf({ recipe: recipe.parse(wanted), pixels: 1_920_000 });
    const key = `images/${message.imageId}/${"0".repeat(32)}.jpg`;
    const path = join(dataDir, "upload");
    await writeFile(path, picture);
    const storage = await openStorage(storageConfig.parse({ DATA_DIR: dataDir }));
    await storage.put(key, path);
    await storage.close();
    await messaging.tasks.send(message.taskId, { ...message, key });
    return message;
  }

  const kinds = () => said.map(({ kind }) => kind);
  const finished = () => said.find((message) => message.kind === "finished");

  it("takes tasks, answers them, and leaves with 0 when it is asked to stop", async () => {
    const worker = await startWorker();
    const { taskId } = await send({ formats: ["jpeg"] });
    await expect.poll(finished, { timeout: 30_000 }).toMatchObject({ taskId, status: "completed" });
    expect(await worker.stop()).toBe(0);
    expect(worker.output()).not.toMatch(/"level":(50|60)/);
  });

  it("that is stopped hands back what it cannot finish, and leaves with 0; the next one does it", async () => {
    const first = await startWorker({ GRACE_SECONDS: "0.01" });
    const { taskId } = await send({ formats: ["avif"], quality: { encoder: 60 } });
    await expect.poll(kinds, { timeout: 30_000 }).toEqual(["started"]);
    expect(await first.stop()).toBe(0);
    expect(await messaging.tasks.stateOf(taskId)).toBe("waiting");
    await startWorker();
    await expect.poll(finished, { timeout: 30_000 }).toMatchObject({ taskId, status: "completed" });
    expect(kinds()).not.toContain("attempt_failed");
  });

  it("ends at once on a second signal", async () => {
    const worker = await startWorker({ GRACE_SECONDS: "600" });
    await send({ formats: ["avif"] });
    await expect.poll(kinds, { timeout: 30_000 }).toEqual(["started"]);
    process.kill(worker.pid, "SIGTERM");
    await expect.poll(() => worker.output(), { timeout: 30_000 }).toContain("stopping");
    process.kill(worker.pid, "SIGINT");
    expect(await worker.ended).toBe(1);
    expect(finished()).toBeUndefined();
  });

  it("that is killed loses nothing: another does its task", async () => {
    const lease = { LEASE_SECONDS: "1", STALLED_SECONDS: "1" };
    const first = await startWorker(lease);
    const { taskId } = await send({ formats: ["avif"], quality: { encoder: 60 } });
    await expect.poll(kinds, { timeout: 30_000 }).toEqual(["started"]);
    await first.kill();
    await startWorker(lease);
    await expect.poll(finished, { timeout: 45_000 }).toMatchObject({ taskId, status: "completed" });
    expect(kinds()).not.toContain("attempt_failed");
  });

  it("that takes nothing although tasks wait is not ready, then ends with 1 and says why; the next one does what waits", async () => {
    const sentence = "The worker takes nothing although tasks wait: 1.";
    const port = String(await freePort());
    const worker = await startWorker({ STUCK_SECONDS: "1", METRICS_PORT: port });
    const ready = () => fetch(`http://127.0.0.1:${port}/health/ready`).then((answer) => answer.text());
    expect(await ready()).toBe("ready\n");
    const meta = `bull:${names().REDIS_QUEUE_NAME}:meta`;
    const operate = (...words: string[]) =>
      execFileSync(ensureCommand("redis-cli"), ["-h", redis.host, "-p", String(redis.port), ...words]);
    // What stands still in the library, or in Redis, cannot be had to order: this has the same look from outside.
    operate("HSET", meta, "concurrency", "0");
    const { taskId } = await send({ formats: ["jpeg"] });
    await expect.poll(ready, { timeout: 30_000 }).toBe(`${sentence}\n`);
    expect(await worker.ended).toBe(1);
    expect(worker.output()).toContain(sentence);
    operate("HDEL", meta, "concurrency");
    await startWorker();
    await expect.poll(finished, { timeout: 30_000 }).toMatchObject({ taskId, status: "completed" });
  });

  describe("behind a way that falls silent", () => {
    let proxy: TcpProxy;
    beforeEach(async () => {
      proxy = await startTcpProxy(redis.port);
    });
    afterEach(() => proxy.stop());

    const throughProxy = () => ({ REDIS_PORT: String(proxy.port) });
    const oneDone = async () => {
      const { taskId } = await send({ formats: ["jpeg"] });
      await expect.poll(() => finishedOf(taskId), { timeout: 60_000 }).toMatchObject({ status: "completed" });
    };
    const finishedOf = (taskId: string) => said.find((message) => message.kind === "finished" && message.taskId === taskId);

    it("takes tasks again by itself", async () => {
      const worker = await startWorker(throughProxy());
      await oneDone();
      proxy.blackHole();
      await oneDone();
      expect(await worker.stop()).toBe(0);
    }, 180_000);
  });
});

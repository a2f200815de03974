import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InputFormat, type RecipeInput, type ResultMessage, recipe, type TaskMessage, type TaskResult } from "@pixpress/contracts";
import { engineConfig } from "@pixpress/engine/config";
import { openChildPool } from "@pixpress/engine/open-child-pool";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import type { Storage } from "@pixpress/storage";
import { storageConfig } from "@pixpress/storage/config";
import { openStorage } from "@pixpress/storage/open";
import type { Telemetry } from "@pixpress/telemetry";
import { pino } from "pino";
import { afterEach, expect } from "vitest";
import { createWorker, type Worker } from "../src/create-worker.ts";
import { workerConfig } from "../src/settings.ts";

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

export interface RoomOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Puts something before the storage that the worker sees. */
  readonly storage?: (storage: Storage) => Storage;
  readonly messaging?: (messaging: Messaging) => Messaging;
  readonly telemetry?: Telemetry;
}

/** A worker with the real engine, storage in a folder, and queues in this process; all gone after the test. */
export interface WorkerRoom {
  readonly worker: Worker;
  /** One more, on the same queues and storage. */
  openWorker(): Worker;
  readonly storage: Storage;
  readonly messaging: Messaging;
  readonly said: ResultMessage[];
  /** Stores an original and gives the message of a task for it. */
  task(bytes: Buffer, wanted?: RecipeInput, more?: Partial<TaskMessage>): Promise<TaskMessage>;
  send(message: TaskMessage): Promise<void>;
  resultOf(message: TaskMessage): Promise<TaskResult>;
  bytesOf(key: string): Promise<Buffer>;
  /** What lies in the worker's temporary folder. */
  leftOver(): string[];
}

export async function openRoom(options: RoomOptions = {}): Promise<WorkerRoom> {
  const dataDir = mkdtempSync(join(tmpdir(), "pixpress-worker-"));
  const variables = { DATA_DIR: dataDir, WORKER_PROCESSES: 1, RETRY_FIRST_SECONDS: 0.05, ...options.variables };
  const config = { ...engineConfig.parse(variables), ...workerConfig.parse(variables) };
  const storage = await openStorage(storageConfig.parse(variables));
  const messaging = await openMessaging(messagingConfig.parse({}));
  const parts = { storage: options.storage?.(storage) ?? storage, messaging: options.messaging?.(messaging) ?? messaging };
  const bounds = { seconds: config.TASK_SECONDS, memoryBytes: config.TASK_MEMORY_BYTES };
  const workers: Worker[] = [];
  const openWorker = (): Worker => {
    const pool = openChildPool({ processes: 1, reserved: false, ...bounds });
    const worker = createWorker({ ...parts, telemetry: options.telemetry ?? null, pool, config, log: pino({ level: "silent" }) });
    workers.push(worker);
    return worker;
  };
  const said: ResultMessage[] = [];
  const reader = messaging.results.consume(async ({ message }) => void said.push(message), { concurrency: 1 });
  opened.push(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await reader.stop();
    await messaging.close();
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  return {
    worker: openWorker(),
    openWorker,
    storage,
    messaging,
    said,
    async task(bytes, wanted = {}, more = {}) {
      const imageId = newId();
      const key = `images/${imageId}/${randomBytes(16).toString("hex")}.jpg`;
      const path = join(dataDir, `upload-${imageId}`);
      await writeFile(path, bytes);
      await storage.put(key, path);
      return messageOf({ imageId, key, recipe: recipe.parse(wanted), bytes: bytes.length, ...more });
    },
    send: (message) => messaging.tasks.send(message.taskId, message),
    async resultOf({ taskId }) {
      const isIts = (message: ResultMessage): message is TaskResult => message.kind === "finished" && message.taskId === taskId;
      await expect.poll(() => said.some(isIts), { timeout: 30_000 }).toBe(true);
      return said.find(isIts) ?? expect.unreachable();
    },
    async bytesOf(key) {
      const path = join(dataDir, `download-${newId()}`);
      await storage.download(key, path);
      return await readFile(path);
    },
    leftOver: () => (existsSync(join(dataDir, "tmp")) ? readdirSync(join(dataDir, "tmp"), { recursive: true }).map(String) : []),
  };
}

export function messageOf(more: Partial<TaskMessage>): TaskMessage {
  const format: InputFormat = "jpeg";
  const about = {
    version: 1 as const,
    taskId: newId(),
    imageId: newId(),
    imageUrl: "http://127.0.0.1:9/not-fetched",
    key: "images/x/y.jpg",
    format,
  };
  return { ...about, bytes: 1, pixels: 1_000_000, recipe: recipe.parse({}), createdAt: new Date().toISOString(), ...more };
}

const newId = () => randomBytes(12).toString("hex");

import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSmall, type RecipeInput, type ResultMessage, recipe, type TaskMessage } from "@pixpress/contracts";
import { engineConfig } from "@pixpress/engine/config";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import type { Storage } from "@pixpress/storage";
import { storageConfig } from "@pixpress/storage/config";
import { openStorage } from "@pixpress/storage/open";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { pino } from "pino";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWorker, type Worker } from "../src/create-worker.ts";
import { openPool } from "../src/pool.ts";
import { workerConfig } from "../src/settings.ts";
import { messageOf } from "./worker-room.ts";

const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#808080", noise } })
    .jpeg()
    .toBuffer();
const sizes = { huge: [4000, 3000], small: [500, 400] } as const;
let pictures: Record<keyof typeof sizes, Buffer>;
let redis: TestRedis;

beforeAll(async () => {
  pictures = { huge: await picture(...sizes.huge), small: await picture(...sizes.small) };
  redis = await startRedis();
});
afterAll(() => redis.stop());

const ways: [string, () => Record<string, string>][] = [
  ["within one process", () => ({})],
  ["on Redis", () => redis.env],
];

describe.each(ways)("a small task %s", (_, variables) => {
  let dataDir: string;
  let storage: Storage;
  let messaging: Messaging;
  let worker: Worker;
  let said: ResultMessage[];

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "pixpress-lanes-"));
    const given = { DATA_DIR: dataDir, WORKER_PROCESSES: 1, GRACE_SECONDS: 0.01 };
    const config = { ...engineConfig.parse(given), ...workerConfig.parse(given) };
    const log = pino({ level: "silent" });
    storage = await openStorage(storageConfig.parse(given));
    messaging = await openMessaging(messagingConfig.parse(variables()));
    said = [];
    messaging.results.consume(async ({ message }) => void said.push(message), { concurrency: 1 });
    worker = createWorker({ storage, messaging, pool: openPool(config, log), log, config });
  });
  afterEach(async () => {
    await worker.stop();
    await messaging.close();
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Sends a task the way a server does: by the lane of its size. */
  async function send(size: keyof typeof sizes, wanted: RecipeInput): Promise<TaskMessage> {
    const [width, height] = sizes[size];
    const message = messageOf({ recipe: recipe.parse(wanted), pixels: width * height });
    const key = `images/${message.imageId}/${"0".repeat(32)}.jpg`;
    const path = join(dataDir, `upload-${message.imageId}`);
    await writeFile(path, pictures[size]);
    await storage.put(key, path);
    const queue = isSmall(message) ? messaging.smallTasks : messaging.tasks;
    await queue.send(message.taskId, { ...message, key });
    return message;
  }

  const idsOf = (kind: ResultMessage["kind"]) => said.filter((message) => message.kind === kind).map(({ taskId }) => taskId);

  it("waits behind no huge one, however many came before it: the reserved child takes it", async () => {
    const huge: TaskMessage[] = [];
    for (let sent = 0; sent < 6; sent += 1) huge.push(await send("huge", { formats: ["avif"], quality: "visually-lossless" }));
    await worker.start();
    await expect.poll(() => idsOf("started"), { timeout: 30_000 }).toHaveLength(1);
    const small = [await send("small", {}), await send("small", { formats: ["webp"] }), await send("small", { formats: ["avif"] })];
    await expect.poll(() => idsOf("finished").toSorted(), { timeout: 60_000 }).toEqual(small.map(({ taskId }) => taskId).toSorted());
    // The one general child is still at its first huge one.
    expect(idsOf("started").filter((id) => huge.some(({ taskId }) => taskId === id))).toHaveLength(1);
  });
});

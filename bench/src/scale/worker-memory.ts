import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipe, type TaskMessage } from "@pixpress/contracts";
import { newId } from "@pixpress/db/id";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { startApp } from "@pixpress/test-servers/app-process";
import { startRedis } from "@pixpress/test-servers/redis";
import { median } from "../pairs.ts";
import { childrenOf, memoryBytes } from "../process-figures.ts";
import { type MixedImage, mixedImages, mixedRecipes } from "./mixed-images.ts";

const tasks = Number(process.env["MEMORY_TASKS"] ?? 3000);
const images = 48;
const waiting = 16;
/** How much the fitted line may rise or fall over the last two thirds, of its mean. */
const goalDrift = 0.05;
const sampleMs = 250;

/** What the worker and its children held, when so many tasks had been answered. */
interface Sample {
  readonly answered: number;
  readonly bytes: number;
}

/** Resident memory of a worker and its children over thousands of mixed tasks: level over the last two thirds. */
export async function benchWorkerMemory(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-memory-"));
  const redis = await startRedis({ config: { appendfsync: "everysec" } });
  const messaging = await openMessaging(messagingConfig.parse(redis.env));
  const originals = await mixedImages(join(folder, "files"), images);
  const allocator = { LD_PRELOAD: "libjemalloc.so.2" };
  const worker = await startApp(
    "apps/worker/src/main.ts",
    { ...redis.env, ...allocator, DATA_DIR: folder, WORKER_PROCESSES: "2" },
    "output",
  );
  try {
    const samples: Sample[] = [];
    const done = await run(messaging, originals, (answered) => samples.push({ answered, bytes: treeBytes(worker.pid) }));
    return tell(samples, done);
  } finally {
    await worker.stop();
    await messaging.close();
    await redis.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Sends all the tasks, a few ahead of the answers; gives how many of each status came. */
async function run(
  messaging: Messaging,
  originals: readonly MixedImage[],
  sample: (answered: number) => void,
): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  const allAnswered = Promise.withResolvers<void>();
  let [sent, answered] = [0, 0];
  const next = async () => {
    if (sent >= tasks) return;
    const message = aTask(originals[sent % originals.length] as MixedImage, sent);
    sent += 1;
    await messaging.tasks.send(message.taskId, message);
  };
  const consumer = messaging.results.consume(
    async ({ message }) => {
      if (message.kind !== "finished") return;
      const end = [message.status, message.reason].filter((part) => part !== null).join(" / ");
      statuses.set(end, (statuses.get(end) ?? 0) + 1);
      answered += 1;
      await next();
      if (answered === tasks) allAnswered.resolve();
    },
    { concurrency: 4 },
  );
  const timer = setInterval(() => sample(answered), sampleMs);
  for (let ahead = 0; ahead < waiting; ahead += 1) await next();
  await allAnswered.promise;
  clearInterval(timer);
  await consumer.stop();
  return statuses;
}

function aTask({ key, format, bytes, pixels }: MixedImage, number: number): TaskMessage {
  const [taskId, imageId] = [newId(), newId()];
  // A number of recipes that shares no divisor with the number of images: every pair of the two comes.
  const wanted = recipe.parse(mixedRecipes[number % mixedRecipes.length]);
  const createdAt = new Date().toISOString();
  return { version: 1, taskId, imageId, imageUrl: `/files/${key}`, key, format, bytes, pixels, recipe: wanted, createdAt };
}

const treeBytes = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, one) => {
    try {
      return sum + (memoryBytes(one, "VmRSS") || 0);
    } catch {
      // It ended while it was looked at.
      return sum;
    }
  }, 0);

function tell(samples: readonly Sample[], statuses: ReadonlyMap<string, number>): boolean {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const part = samples.filter(({ answered }) => Math.min(9, Math.floor((answered / tasks) * 10)) === tenth).map(({ bytes }) => bytes);
    console.log(`          after ${tenth * 10} %: median ${megabytes(median(part))} MB, most ${megabytes(Math.max(...part))} MB`);
  }
  const late = samples.filter(({ answered }) => answered >= tasks / 3);
  const slope = slopeOf(late);
  const mean = late.reduce((sum, { bytes }) => sum + bytes, 0) / late.length;
  const drift = (slope * tasks * (2 / 3)) / mean;
  const completed = statuses.get("completed") ?? 0;
  const reached = Math.abs(drift) <= goalDrift && completed === tasks;
  const all = [...statuses].map(([status, count]) => `${count} ${status}`).join(", ");
  console.log(
    `${reached ? "reached" : "MISSED "}  memory of the worker and its children over ${tasks} mixed tasks (${all}): mean ${megabytes(mean)} MB over the last ` +
      `two thirds, slope ${megabytes(slope * 1000)} MB per 1,000 tasks, ${(drift * 100).toFixed(1)} % in all; goal within ${goalDrift * 100} %`,
  );
  return reached;
}

/** Bytes per task, by least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [meanTasks, meanBytes] = [mean(({ answered }) => answered), mean(({ bytes }) => bytes)];
  const covariance = mean(({ answered, bytes }) => (answered - meanTasks) * (bytes - meanBytes));
  return covariance / mean(({ answered }) => (answered - meanTasks) ** 2);
}

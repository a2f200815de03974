import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Task } from "@pixpress/contracts";
import { uploadImage } from "@pixpress/contracts/upload-image";
import { startApp } from "@pixpress/test-servers/app-process";
import { startRedis } from "@pixpress/test-servers/redis";
import sharp from "sharp";
import { median } from "../pairs.ts";
import { sampleLatency } from "./api-latency.ts";

const storm = { tasks: 4, width: 6000, height: 4000 };
const small = { tasks: 40, width: 800, height: 500 };
const goals = { ratio: 3, apiMs: 100 };

/** While four AVIF tasks of 24 megapixels run: what a small JPEG task takes over what it takes on the idle service, and how fast the API answers. */
export async function benchFairness(): Promise<boolean> {
  const together = await measureOn("one process", async (environment) => {
    const service = await startApp("apps/standalone/src/main.ts", environment);
    return { url: service.url, stop: () => service.stop() };
  });
  const apart = await measureOn("server and worker on Redis", async (environment) => {
    const redis = await startRedis({ config: { appendfsync: "everysec" } });
    const server = await startApp("apps/server/src/main.ts", { ...environment, ...redis.env });
    const worker = await startApp("apps/worker/src/main.ts", { ...environment, ...redis.env }, "output");
    const stop = async () => {
      await Promise.all([worker.stop(), server.stop()]);
      await redis.stop();
    };
    return { url: server.url, stop };
  });
  return together && apart;
}

async function measureOn(
  name: string,
  start: (environment: Record<string, string>) => Promise<{ url: string; stop(): Promise<unknown> }>,
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-fairness-"));
  // As many children as there are huge tasks, so that all of these run at once; time enough that none ends before it was measured.
  const { url, stop } = await start({
    DATA_DIR: folder,
    WORKER_PROCESSES: String(storm.tasks),
    TASK_SECONDS: "3600",
    TASK_MEMORY_BYTES: String(4 * 1024 ** 3),
    GRACE_SECONDS: "1",
  });
  try {
    const image = await photograph(small);
    await smallTasks(url, image, 5);
    const idle = await measure(url, image);
    const huge = await photograph(storm);
    const stormy = await Promise.all(Array.from({ length: storm.tasks }, (_, n) => upload(url, huge, `huge-${n}.jpg`, "avif")));
    for (const id of stormy) await until(url, id, ({ startedAt }) => startedAt !== null);
    const busy = await measure(url, image);
    for (const id of stormy) if ((await taskOf(url, id)).status !== "pending") throw new Error("a huge task ended before all was measured");
    return tell(name, idle, busy);
  } finally {
    await stop();
    rmSync(folder, { recursive: true });
  }
}

interface Figures {
  readonly tasks: readonly number[];
  readonly api: readonly number[];
}

/** Small tasks one after the other, and how fast the API answers meanwhile. */
async function measure(url: string, image: Uint8Array): Promise<Figures> {
  const sampling = new AbortController();
  const api = sampleLatency(url, sampling.signal);
  const tasks = await smallTasks(url, image, small.tasks);
  sampling.abort();
  return { tasks, api: await api };
}

function tell(name: string, idle: Figures, busy: Figures): boolean {
  const ratio = median(busy.tasks) / median(idle.tasks);
  const p95 = at(busy.api, 0.95);
  const line = ({ tasks, api }: Figures) =>
    `a small JPEG median ${median(tasks).toFixed(0)} ms, p95 ${at(tasks, 0.95).toFixed(0)} ms; the API median ${median(api).toFixed(1)} ms, p95 ${at(api, 0.95).toFixed(1)} ms (${api.length} requests)`;
  console.log(`${name}, idle: ${line(idle)}`);
  console.log(`${name}, ${storm.tasks} AVIF of 24 megapixels running: ${line(busy)}`);
  const [fair, quick] = [ratio <= goals.ratio, p95 < goals.apiMs];
  console.log(
    `${fair ? "reached" : "MISSED "}  ${name}: the small JPEG's median over its idle median: ${ratio.toFixed(2)}, goal ${goals.ratio}`,
  );
  console.log(`${quick ? "reached" : "MISSED "}  ${name}: the API's p95: ${p95.toFixed(1)} ms, goal ${goals.apiMs} ms`);
  return fair && quick;
}

/** One after the other, each from the upload's first byte until its task is told to be completed. */
async function smallTasks(url: string, image: Uint8Array, count: number): Promise<number[]> {
  const tasks: number[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    const start = performance.now();
    const taskId = await upload(url, image, `small-${sent}.jpg`, "jpeg");
    const { status } = await until(url, taskId, (task) => task.status !== "pending");
    if (status !== "completed") throw new Error(`a small task ended ${status}`);
    tasks.push(performance.now() - start);
  }
  return tasks;
}

async function upload(url: string, bytes: Uint8Array, name: string, format: "jpeg" | "avif"): Promise<string> {
  return (await uploadImage(url, new File([new Uint8Array(bytes)], name), { formats: [format] })).taskId;
}

const taskOf = async (url: string, id: string) => (await (await fetch(`${url}/tasks/${id}`)).json()) as Task;

async function until(url: string, id: string, holds: (task: Task) => boolean): Promise<Task> {
  for (;;) {
    const task = await taskOf(url, id);
    if (holds(task)) return task;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Something with slopes, edges and grain, as a camera makes it. */
async function photograph({ width, height }: { width: number; height: number }): Promise<Uint8Array> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 60">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#357"/><stop offset="1" stop-color="#eb8"/></linearGradient></defs>
    <rect width="100" height="60" fill="url(#g)"/><circle cx="30" cy="25" r="14" fill="#285"/><path d="M55 60 72 12 90 60z" fill="#933"/></svg>`;
  const noise = { type: "gaussian" as const, mean: 128, sigma: 12 };
  const grain = await sharp({ create: { width, height, channels: 3, background: "#808080", noise } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(Buffer.from(drawing), { limitInputPixels: false })
    .resize(width, height)
    .flatten()
    .composite([{ input: grain, blend: "soft-light" }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

const at = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { launchChromium } from "@pixpress/test-servers/chromium";
import { startCloudinary } from "@pixpress/test-servers/cloudinary";
import { startMongo } from "@pixpress/test-servers/mongo";
import { photo } from "@pixpress/test-servers/photo";
import { startRedis } from "@pixpress/test-servers/redis";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EventReader, finished, get, imageOf, upload } from "./client.ts";
import { walkThrough } from "./journey.ts";

let folder = "";
let surroundings: { stop(): Promise<unknown> }[] = [];
let environment: Record<string, string> = {};
let servers: AppProcess[] = [];
let workers: AppProcess[] = [];

const start = (app: "server" | "worker") => startApp(`apps/${app}/src/main.ts`, environment, app === "server" ? "http" : "output");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pixpress-processes-"));
  const [redis, mongo, cloudinary] = [await startRedis(), await startMongo(), await startCloudinary()];
  surroundings = [redis, mongo, cloudinary];
  const waits = {
    RECOVERY_SECONDS: "1",
    RECOVERY_AGE_SECONDS: "2",
    LEASE_SECONDS: "2",
    STALLED_SECONDS: "1",
    UNDO_SECONDS: "5",
    GRACE_SECONDS: "10",
  };
  environment = {
    ...redis.env,
    ...cloudinary.env,
    ...waits,
    MONGODB_URI: mongo.uri,
    DATA_DIR: join(folder, "data"),
    WORKER_PROCESSES: "1",
  };
  servers = [await start("server"), await start("server")];
  workers = [await start("worker"), await start("worker")];
});
afterAll(async () => {
  for (const app of [...workers, ...servers]) await app.stop();
  for (const server of surroundings) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const urlOf = (index: number) => servers[index % servers.length]?.url ?? "";

/** Every upload is completed, whichever server is asked, and its file decodes. */
async function complete(accepted: readonly { taskId: string; imageId: string }[]): Promise<void> {
  for (const [index, { taskId, imageId }] of accepted.entries()) {
    expect((await finished(urlOf(index), taskId)).status).toBe("completed");
    const { compressedUrl } = await imageOf(urlOf(index + 1), imageId);
    const bytes = await (await fetch(compressedUrl ?? "")).arrayBuffer();
    await expect(sharp(Buffer.from(bytes)).stats()).resolves.toBeDefined();
  }
}

describe("on Redis, MongoDB and Cloudinary, two servers and two workers as processes", () => {
  it("a person's journey is the same as on one machine", async () => {
    const browser = await launchChromium();
    try {
      // The stand-in delivers over http; the page allows pictures of others over https alone.
      await walkThrough(browser, urlOf(0), folder, { bypassCSP: true });
    } finally {
      await browser.close();
    }
  });

  it("what one server took the other knows at once, and either tells its end", async () => {
    const { taskId, imageId } = await upload(urlOf(0), await photo(4), "one.jpg");
    expect((await get<{ id: string }[]>(`${urlOf(1)}/images?limit=1`))[0]?.id).toBe(imageId);
    await complete([{ taskId, imageId }]);
  });

  it("a reader at one server is told live of what the other took and finished; elsewhere it catches up from the last event it saw", async () => {
    const reader = new EventReader(urlOf(1));
    await expect.poll(() => reader.text, { timeout: 20_000 }).toContain("connected");
    const accepted = await Promise.all([5, 6, 7].map(async (seed) => upload(urlOf(0), await photo(seed), `${seed}.jpg`)));
    const completed = ({ events }: EventReader) =>
      events.flatMap(({ event }) => (event.kind === "task.changed" && event.task.status === "completed" ? [event.task.id] : []));
    const wanted = accepted.map(({ taskId }) => taskId).toSorted();
    await expect.poll(() => completed(reader).toSorted(), { timeout: 30_000 }).toEqual(expect.arrayContaining(wanted));
    const [first] = reader.events;
    reader.close();

    // Its server is gone, say: the browser comes to the other one and names what it saw last.
    const next = new EventReader(urlOf(0), first?.id);
    await expect.poll(() => completed(next).toSorted(), { timeout: 30_000 }).toEqual(expect.arrayContaining(wanted));
    next.close();

    // From an event of the far future there is nothing to catch up with but what comes: no task of before is told again.
    const late = new EventReader(urlOf(0), new Date(Date.now() + 3_600_000).toISOString());
    await expect.poll(() => late.text, { timeout: 20_000 }).toContain("connected");
    const { taskId } = await upload(urlOf(1), await photo(8), "8.jpg");
    await expect.poll(() => completed(late), { timeout: 30_000 }).toEqual([taskId]);
    late.close();
  });

  it("a worker killed at work costs no task: the other one does it", async () => {
    const accepted = await Promise.all(
      Array.from({ length: 10 }, async (_, seed) => upload(urlOf(seed), await photo(seed, 1600, 1200), `${seed}.jpg`)),
    );
    await workers.shift()?.kill();
    await complete(accepted);
    workers.push(await start("worker"));
  });

  it("a worker told to stop hands back what it cannot finish and leaves with 0; a server does, too", async () => {
    const accepted = await Promise.all(
      Array.from({ length: 6 }, async (_, seed) => upload(urlOf(seed), await photo(seed, 1600, 1200), `${seed}.jpg`)),
    );
    expect(await workers.shift()?.stop()).toBe(0);
    expect(await servers.shift()?.stop()).toBe(0);
    await complete(accepted);
    servers.push(await start("server"));
    workers.push(await start("worker"));
  });

  it("a server killed after its 202 costs no task", async () => {
    const accepted = await Promise.all(
      Array.from({ length: 6 }, async (_, seed) => upload(urlOf(0), await photo(seed + 20), `${seed}.jpg`)),
    );
    await servers.shift()?.kill();
    await complete(accepted);
  });
});

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uploadImage } from "@pixpress/contracts/upload-image";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EventReader, finished, get } from "./client.ts";
import { childrenOf, isAlive } from "./processes.ts";

const main = "apps/standalone/src/main.ts";
const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
/** As AVIF this is work of some seconds. */
const slow = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: "#808080", noise } })
  .jpeg()
  .toBuffer();

let folder = "";
const open: AppProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pixpress-signals-"));
});
afterEach(async () => {
  for (const app of open.splice(0)) await app.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function start(graceSeconds: string): Promise<AppProcess> {
  const app = await startApp(main, { DATA_DIR: join(folder, "data"), WORKER_PROCESSES: "1", GRACE_SECONDS: graceSeconds });
  open.push(app);
  return app;
}

/** Resolves with the task's id once a child is at work on it. */
async function atWork(app: AppProcess): Promise<string> {
  const { taskId } = await uploadImage(app.url, new File([new Uint8Array(slow)], "slow.jpg"), { formats: ["avif"] });
  await expect
    .poll(async () => (await get<{ startedAt: string | null }>(`${app.url}/tasks/${taskId}`)).startedAt, { timeout: 30_000 })
    .not.toBeNull();
  return taskId;
}

async function refuses({ url }: AppProcess): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  return once(socket, "connect").then(
    () => !socket.destroy(),
    () => true,
  );
}

describe("SIGTERM", () => {
  it("hands back what the grace time does not suffice for, leaves with 0 and no child; the next start finishes it", async () => {
    const app = await start("0.1");
    const taskId = await atWork(app);
    const children = childrenOf(app.pid);
    expect(children.length).toBeGreaterThan(0);
    expect(await app.stop()).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    const next = await start("20");
    expect(await finished(next.url, taskId)).toMatchObject({ status: "completed", attempts: [] });
  });

  it("takes nothing more from that moment on and sends readers of events elsewhere, while a task is still being finished; then leaves with 0", async () => {
    const app = await start("600");
    const taskId = await atWork(app);
    const stream = new EventReader(app.url);
    await expect.poll(() => stream.text).toContain("connected");
    const stopped = app.stop();
    await expect.poll(() => refuses(app)).toBe(true);
    expect(await stream.broken).toBe(true);
    expect(stream.text).not.toContain("event: return");
    expect(isAlive(app.pid)).toBe(true);
    expect(await stopped).toBe(0);
    const next = await start("20");
    expect(await get(`${next.url}/tasks/${taskId}/status`)).toEqual({ taskId, status: "completed" });
  }, 90_000);

  it("a second signal ends it at once", async () => {
    const app = await start("600");
    await atWork(app);
    process.kill(app.pid, "SIGTERM");
    await expect.poll(() => refuses(app)).toBe(true);
    process.kill(app.pid, "SIGINT");
    expect(await app.ended).toBe(1);
  });
});

describe("what it cannot start on is said in a sentence, and it leaves with 1", () => {
  const saysAndLeaves = async (environment: Record<string, string>, sentence: RegExp) => {
    const app = await startApp(main, environment, "started");
    open.push(app);
    expect(await app.ended).toBe(1);
    expect(app.output()).toMatch(sentence);
  };

  it("a port that is taken, a folder that another one has, and one that cannot be", async () => {
    const { port } = new URL((await start("1")).url);
    await saysAndLeaves({ DATA_DIR: join(folder, "other"), PORT: port }, /^The port \d+ is taken: set PORT/);
    await saysAndLeaves({ DATA_DIR: join(folder, "data"), PORT: "0" }, /^Another pixpress is running on the folder/);
    await saysAndLeaves({ DATA_DIR: "/dev/null/data", PORT: "0" }, /^The folder \/dev\/null\/data cannot be made: set DATA_DIR/);
  });

  it("wrong variables, all of them, also those that are wrong only together", async () => {
    const wrong = { PORT: "many", TASK_SECONDS: "-1", CLOUDINARY_CLOUD_NAME: "x", TOPIC_NAME: "image-queue", UPLOAD_SECONDS: "4000" };
    const app = await startApp(main, wrong, "started");
    open.push(app);
    expect(await app.ended).toBe(1);
    for (const name of ["PORT", "TASK_SECONDS", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET", "TOPIC_NAME", "ORPHAN_SECONDS"]) {
      expect(app.output()).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });
});

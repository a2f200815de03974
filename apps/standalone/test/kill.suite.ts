import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { AcceptedUpload } from "@pixpress/contracts";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { photo } from "@pixpress/test-servers/photo";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { finished, get, imageOf, upload } from "./client.ts";
import { childrenOf, isAlive } from "./processes.ts";

const main = "apps/standalone/src/main.ts";

// In the order of the journey; `deliver` is the moment between a handler and its acknowledgement, `put#2` the output's.
const steps = [
  ["put", "images.insertWithTask", "tasks.markReady", "smallTasks.send"],
  ["results.send", "tasks.start", "download", "put#2", "results.send#2", "smallTasks.deliver"],
  ["results.insertOnce", "images.finish", "tasks.finish", "events.publish#2", "successes.publish", "tasks.close", "results.deliver#2"],
].flat();

/** The steps of an upload with a key, which its client sends until it is answered. */
const keyedSteps = ["idempotencyKeys.claim", "put", "images.insertWithTask", "tasks.markReady", "smallTasks.send"];

/** What a SIGKILL may not cost, whatever stands behind the ports; `surroundings` are variables of a fresh database and fresh queues. */
export function killSuite(family: string, surroundings: () => Record<string, string>): void {
  const open: AppProcess[] = [];
  let folder = "";
  let environment: Record<string, string> = {};
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pixpress-kill-"));
    const waits = { RECOVERY_SECONDS: "0.3", RECOVERY_AGE_SECONDS: "0.3", LEASE_SECONDS: "1", STALLED_SECONDS: "0.5" };
    environment = { ...waits, ...surroundings(), DATA_DIR: join(folder, "data"), WORKER_PROCESSES: "1" };
  });
  afterEach(async () => {
    for (const app of open.splice(0)) await app.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(file = main, more: Record<string, string> = {}): Promise<AppProcess> {
    const app = await startApp(file, { ...environment, ...more });
    open.push(app);
    return app;
  }

  /** Every promise made by a 202 is kept: completed, a file that decodes, nothing temporary left. */
  async function keepsItsPromises(app: AppProcess, accepted: readonly { taskId: string; imageId: string }[]): Promise<void> {
    for (const { taskId, imageId } of accepted) {
      expect((await finished(app.url, taskId)).status).toBe("completed");
      const { compressedUrl } = await imageOf(app.url, imageId);
      const bytes = await (await fetch(compressedUrl ?? "")).arrayBuffer();
      await expect(sharp(Buffer.from(bytes)).stats()).resolves.toBeDefined();
    }
    const children = childrenOf(app.pid);
    await app.stop();
    expect(temporaryFiles(folder)).toEqual([]);
    expect(children.filter(isAlive)).toEqual([]);
  }

  describe(`on ${family}, killed with SIGKILL right after a step, then started again`, () => {
    it.each(steps)("%s: the upload is completed, or was never answered 202", async (step) => {
      const marker = join(folder, "killed");
      const dying = await start("apps/standalone/test/main-with-kill.ts", { KILL_AFTER: step, KILL_MARKER: marker });
      const accepted = await upload(dying.url, await photo(1), "cat.jpg").catch(() => null);
      expect(await dying.ended).toBeNull();
      expect(readFileSync(marker, "utf8")).toBe(step.split("#")[0]);
      const app = await start();
      const images = await get<{ id: string; taskId: string }[]>(`${app.url}/images`);
      const recorded = images.map(({ id, taskId }) => ({ imageId: id, taskId }));
      if (accepted !== null) expect(recorded).toContainEqual(accepted);
      await keepsItsPromises(app, recorded);
    });
  });

  describe(`on ${family}, killed with SIGKILL right after a step of an upload that its client retries by its key`, () => {
    it.each(keyedSteps)("%s: one image, one task, one original", async (step) => {
      const dying = await start("apps/standalone/test/main-with-kill.ts", { KILL_AFTER: step, KILL_MARKER: join(folder, "killed") });
      const file = await photo(1);
      expect(await uploadByKey(dying.url, file).catch(() => null)).toBeNull();
      expect(await dying.ended).toBeNull();
      const app = await start();
      const { ids, replayed } = await uploadByKey(app.url, file);
      expect(replayed).toBe("true");
      expect(await get(`${app.url}/images`)).toMatchObject([{ id: ids.imageId }]);
      expect(await get(`${app.url}/tasks`)).toMatchObject([{ id: ids.taskId }]);
      await keepsItsPromises(app, [ids]);
      expect(
        readdirSync(join(folder, "data", "files", "images"), { recursive: true }).filter((name) => String(name).endsWith(".jpg")),
      ).toHaveLength(1);
    });
  });

  it(`on ${family}, killed at 20 random moments under load: every upload that was answered 202 is completed, no child is left`, async () => {
    const accepted: { taskId: string; imageId: string }[] = [];
    const bytes = await Promise.all(Array.from({ length: 4 }, (_, seed) => photo(seed)));
    for (let round = 0; round < 20; round += 1) {
      const app = await start();
      let alive = true;
      const uploads = bytes.map(async (image, index) => {
        for (let count = 0; alive && count < 10; count += 1) {
          const answer = await upload(app.url, image, `${round}-${index}.jpg`).catch(() => null);
          if (answer !== null) accepted.push(answer);
          else await wait(5);
        }
      });
      await wait(50 + Math.random() * 400);
      const children = childrenOf(app.pid);
      await app.kill();
      alive = false;
      await Promise.all(uploads);
      await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), { timeout: 10_000 });
    }
    expect(accepted.length).toBeGreaterThan(20);
    await keepsItsPromises(await start(), accepted);
  }, 600_000);
}

async function uploadByKey(url: string, file: Uint8Array): Promise<{ ids: AcceptedUpload; replayed: string | null }> {
  const form = new FormData();
  form.append("image", new File([new Uint8Array(file)], "cat.jpg"));
  const response = await fetch(`${url}/images/upload`, { method: "POST", body: form, headers: { "idempotency-key": "the cat" } });
  expect(response.status).toBe(202);
  return { ids: (await response.json()) as AcceptedUpload, replayed: response.headers.get("idempotent-replayed") };
}

function temporaryFiles(folder: string): string[] {
  const tmp = join(folder, "data", "tmp");
  if (!existsSync(tmp)) return [];
  const entries = readdirSync(tmp, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { launchChromium } from "@pixpress/test-servers/chromium";
import { ensureCommand } from "@pixpress/test-servers/install";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finished } from "./client.ts";
import { photoFile, walkThrough } from "./journey.ts";

let folder = "";
let app: AppProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pixpress-journey-"));
  app = await startApp("apps/standalone/src/main.ts", { DATA_DIR: join(folder, "data"), WORKER_PROCESSES: "2" });
});
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("on one machine with nothing else installed", () => {
  it("a person drops photos, sees what each saved, reloads, deletes, takes it back and downloads all", async () => {
    const browser = await launchChromium();
    try {
      await walkThrough(browser, app.url, folder);
    } finally {
      await browser.close();
    }
  });

  it("the README's curl commands bring a compressed photo", async () => {
    const photo = await photoFile(folder);
    const curl = (...args: string[]) => execFileSync(ensureCommand("curl"), ["-sf", ...args], { encoding: "utf8" });
    const recipe = 'recipe={"formats":["auto"],"quality":"balanced"}';
    const { taskId, imageId } = JSON.parse(curl("-F", `image=@${photo}`, "-F", recipe, `${app.url}/images/upload`)) as Record<
      string,
      string
    >;
    await finished(app.url, taskId ?? "");
    expect(JSON.parse(curl(`${app.url}/tasks/${taskId}/status`))).toEqual({ taskId, status: "completed" });
    const { compressedUrl, bytes } = JSON.parse(curl(`${app.url}/images/${imageId}`)) as { compressedUrl: string; bytes: number };
    const saved = Buffer.from(execFileSync("curl", ["-sf", `${compressedUrl}?download`]));
    expect(saved.length).toBeGreaterThan(0);
    expect(saved.length).toBeLessThan(bytes);
  });

  it("the README's tRPC script brings a compressed photo", async () => {
    const script = fileURLToPath(new URL("./readme-script.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, app.url, await photoFile(folder)]);
    expect(stdout).toMatch(/^\d+ -> \d+ http:\/\/127\.0\.0\.1:\d+\/files\/compressed_images\/.*\.webp\n$/);
  });
});

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { uploadImage } from "@pixpress/contracts/upload-image";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { launchChromium } from "@pixpress/test-servers/chromium";
import { ensureCommand } from "@pixpress/test-servers/install";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finished, imageOf, upload } from "./client.ts";
import { photoFile, walkThrough } from "./journey.ts";
import { seesWhy } from "./six-kinds.ts";

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

const engineFile = (path: string) => readFile(new URL(`../../../packages/engine/test/files/${path}`, import.meta.url));

/** A bitmap of 24 bits, 30 by 20, as a file of its own or as an icon without a mask. */
function bitmap(inIcon: boolean): Buffer {
  const dib = Buffer.alloc(40 + 92 * 20 + (inIcon ? 4 * 20 : 0), 40);
  dib.fill(0, 0, 40);
  for (const [place, value] of [
    [0, 40],
    [4, 30],
    [8, inIcon ? 40 : 20],
  ] as const)
    dib.writeInt32LE(value, place);
  dib.writeUInt16LE(1, 12);
  dib.writeUInt16LE(24, 14);
  const head = Buffer.alloc(inIcon ? 22 : 14);
  if (inIcon) {
    head.set([0, 0, 1, 0, 1, 0, 30, 20, 0, 0, 1, 0, 24, 0]);
    head.writeUInt32LE(dib.length, 14);
    head.writeUInt32LE(head.length, 18);
  } else {
    head.write("BM");
    head.writeUInt32LE(54, 10);
  }
  return Buffer.concat([head, dib]);
}

describe("on one machine with nothing else installed", () => {
  it("a person drops photos, sees what each saved, reloads, deletes, takes it back and downloads all", async () => {
    const browser = await launchChromium();
    try {
      await walkThrough(browser, app.url, folder);
    } finally {
      await browser.close();
    }
  });

  it("of each of six kinds of pictures a person gets the smallest honest file, and sees why", async () => {
    const browser = await launchChromium();
    try {
      await seesWhy(browser, app.url);
    } finally {
      await browser.close();
    }
  }, 180_000);

  it.each([
    ["phone.heic", "heif/grid-p3-turned.heic", "heic", 80, 120],
    ["scan.jxl", "jxl/prophoto-sixteen-bit.jxl", "jxl", 48, 32],
    ["old.bmp", null, "bmp", 30, 20],
    ["favicon.ico", null, "ico", 30, 20],
  ] as const)("%s comes back as a file that browsers show", async (name, path, format, width, height) => {
    const { imageId, taskId } = await upload(app.url, path === null ? bitmap(format === "ico") : await engineFile(path), name);
    expect(await finished(app.url, taskId)).toMatchObject({ status: "completed", outputs: [{ width, height }] });
    const image = await imageOf(app.url, imageId);
    expect(image).toMatchObject({ format, width, height });
    expect((await fetch(image.compressedUrl ?? "")).headers.get("content-type")).toMatch(/^image\/(png|jpeg)$/);
  });

  it("a photo that may weigh so much and no more weighs no more, and tells how that was done", async () => {
    const photo = new File([new Uint8Array(await readFile(await photoFile(folder)))], "photo.jpg");
    const { taskId } = await uploadImage(app.url, photo, { formats: ["jpeg"], maxBytes: 2500, allowDownscale: true });
    const { outputs, recipe } = await finished(app.url, taskId);
    expect(recipe).toMatchObject({ maxBytes: 2500, quality: { target: 100 } });
    expect(outputs).toMatchObject([{ targetMet: true, score: expect.any(Number), encodes: expect.any(Number) }]);
    const file = await (await fetch(outputs[0]?.url ?? "")).arrayBuffer();
    expect(file.byteLength).toBe(outputs[0]?.bytes);
    expect(file.byteLength).toBeLessThanOrEqual(2500);
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

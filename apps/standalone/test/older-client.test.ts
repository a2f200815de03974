import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { launchChromium } from "@pixpress/test-servers/chromium";
import { freePort } from "@pixpress/test-servers/free-port";
import { photo } from "@pixpress/test-servers/photo";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What the client of the service we re-implement does, by the documented routes and names alone, from a port of its own. */
const clientPage = `<!doctype html><title>client</title><input type="file"><ul></ul><script>
  const api = new URLSearchParams(location.search).get("api");
  document.querySelector("input").onchange = async ({ target }) => {
    const form = new FormData();
    form.append("image", target.files[0]);
    const response = await fetch(api + "/images/upload", { method: "POST", body: form });
    document.body.dataset.upload = JSON.stringify({ status: response.status, location: response.headers.get("location"), ...(await response.json()) });
    show();
  };
  async function show() {
    const images = await (await fetch(api + "/images")).json();
    document.querySelector("ul").replaceChildren(...images.map(({ id, imageUrl, compressedUrl }) => {
      const row = document.createElement("li");
      row.id = "_" + id;
      for (const url of [imageUrl, compressedUrl]) row.append(Object.assign(new Image(), { src: url ?? "" }));
      return row;
    }));
    if (images.some(({ compressedUrl }) => compressedUrl === null)) setTimeout(show, 200);
  }
  show();
</script>`;

let folder = "";
let app: AppProcess;
let client: Server;
let browser: Browser;
let clientPort = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pixpress-client-"));
  clientPort = await freePort();
  client = createServer((_, response) => response.setHeader("content-type", "text/html").end(clientPage)).listen(clientPort);
  app = await startApp("apps/standalone/src/main.ts", {
    DATA_DIR: join(folder, "data"),
    CLIENT_PORT: String(clientPort),
    WORKER_PROCESSES: "1",
  });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  client.close();
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** How wide the browser finds the original and the compressed picture of an image; 0 is one it was not allowed to show. */
const widths = (page: Page, imageId: string) =>
  page.locator(`#_${imageId} img`).evaluateAll((all) => all.map((one) => (one as unknown as { naturalWidth: number }).naturalWidth));

describe("the client of the older service, on a port of its own, works unchanged", () => {
  it.each(["localhost", "127.0.0.1"])("and calls the API by the name %s", async (name) => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(`http://localhost:${clientPort}/?api=http://${name}:${new URL(app.url).port}`);
    await page.locator("input").setInputFiles({ name: "beach.jpg", mimeType: "image/jpeg", buffer: await photo(7) });

    await page.locator("body[data-upload]").waitFor();
    const told = JSON.parse((await page.locator("body").getAttribute("data-upload")) ?? "") as Record<string, string>;
    expect(told).toEqual({
      status: 202,
      location: `/tasks/${told["taskId"]}`,
      taskId: expect.stringMatching(/^[0-9a-f]{24}$/),
      imageId: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    await expect.poll(() => widths(page, told["imageId"] ?? ""), { timeout: 30_000 }).toEqual([320, 320]);

    // A reload asks for the pictures by what the browser has kept of them.
    await page.reload();
    await expect.poll(() => widths(page, told["imageId"] ?? ""), { timeout: 30_000 }).toEqual([320, 320]);
    expect(problems).toEqual([]);
    await page.close();
  });
});

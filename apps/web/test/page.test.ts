// @vitest-environment node
import { launchChromium } from "@pixpress/test-servers/chromium";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startApiServer } from "./api-server.ts";
import { buildPage } from "./built-page.ts";
import { imageOf, newTask, output } from "./rows.ts";

type Browser = Awaited<ReturnType<typeof launchChromium>>;
let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
beforeAll(async () => {
  [browser, built] = await Promise.all([launchChromium(), buildPage()]);
});
afterAll(async () => {
  await browser.close();
  built.remove();
});

let server: Awaited<ReturnType<typeof startApiServer>>;
let context: Awaited<ReturnType<Browser["newContext"]>>;
const errors: string[] = [];
beforeEach(async () => {
  server = await startApiServer({ page: built.page });
  context = await browser.newContext();
  context.on("weberror", (error) => errors.push(error.error().message));
});
afterEach(async () => {
  await context.close();
  await server.stop();
  expect(errors.splice(0)).toEqual([]);
});

async function openTab() {
  const page = await context.newPage();
  await page.goto(server.url);
  return page;
}

function addImage() {
  const task = newTask(1);
  server.state.tasks.set(task.id, task);
  server.state.images.set(task.imageId, imageOf(task, `${server.url}/favicon.svg`));
  return task;
}

describe("the page in a browser", () => {
  it("shares one stream of events among its tabs, and each shows what it brings", async () => {
    const task = addImage();
    const tabs = [await openTab(), await openTab()];
    for (const tab of tabs) await tab.getByText("Compressing").waitFor();
    await vi.waitFor(() => expect(server.state.watchers).toBe(1));

    const done = { ...task, revision: 1, status: "completed" as const, outputs: [{ ...output, url: `${server.url}/favicon.svg` }] };
    server.state.tell({ kind: "task.changed", changedAt: done.updatedAt, task: done });
    for (const tab of tabs) await tab.getByText("78% saved").waitFor();
    expect(server.state.watchers).toBe(1);
  });

  it("goes on in the other tab when the one with the stream is closed", async () => {
    const task = addImage();
    const [first, second] = [await openTab(), await openTab()];
    await second.getByText("Compressing").waitFor();
    await vi.waitFor(() => expect(server.state.watchers).toBe(1));
    await first.close();
    await vi.waitFor(() => expect(server.state.watchers).toBe(1), 10_000);
    server.state.images.clear();
    await vi.waitFor(async () => {
      server.state.tell({ kind: "image.deleted", changedAt: task.updatedAt, imageId: task.imageId });
      expect(await second.getByText("Compressing").count()).toBe(0);
    }, 10_000);
  });

  it("says calmly that the server is away, and takes up by itself when it is back", async () => {
    const page = await openTab();
    await page.getByText("Drop some photos").waitFor();
    await vi.waitFor(() => expect(server.state.watchers).toBe(1));
    const { port } = server;
    await server.stop();
    const banner = page.getByText("The connection to the server was lost");
    await banner.waitFor();

    server = await startApiServer({ page: built.page, port });
    addImage();
    await page.getByText("sea.png").waitFor();
    await banner.waitFor({ state: "hidden" });
  });

  it("asks once for the access token where the server wants one, and then shows everything", async () => {
    await server.stop();
    server = await startApiServer({ page: built.page, token: "open-sesame" });
    addImage();
    const page = await openTab();
    const field = page.getByLabel("Access token", { exact: true });
    await field.fill("wrong");
    await field.press("Enter");
    await page.getByText("That is not the token.").waitFor();
    await field.fill("open-sesame");
    await field.press("Enter");
    await page.getByText("sea.png").waitFor();
    await vi.waitFor(() => expect(server.state.watchers).toBe(1));
    await page.reload();
    await page.getByText("sea.png").waitFor();
    expect(await field.count()).toBe(0);
  });

  it("offers the original as what it is while there is no result", async () => {
    const task = addImage();
    const page = await context.newPage();
    await page.goto(`${server.url}/photo/${task.imageId}`);
    await page.getByRole("link", { name: "Download original" }).waitFor();
  });

  it("compares before and after by the arrow keys", async () => {
    const task = { ...addImage(), status: "completed" as const, outputs: [{ ...output, url: `${server.url}/favicon.svg` }] };
    server.state.images.set(task.imageId, { ...imageOf(task, `${server.url}/favicon.svg`), compressedUrl: `${server.url}/favicon.svg` });
    const page = await openTab();
    await page.goto(`${server.url}/photo/${task.imageId}`);
    const slider = page.getByRole("slider");
    await slider.press("ArrowLeft");
    await vi.waitFor(async () => expect(Number(await slider.getAttribute("aria-valuenow"))).toBeLessThan(50));
  });

  it("asks for the size that was chosen, and for scaling only where that was", async () => {
    const recipes: unknown[] = [];
    await server.stop();
    server = await startApiServer({
      page: built.page,
      onUpload: ({ recipe, accept }) => {
        recipes.push(JSON.parse(recipe));
        accept();
      },
    });
    const page = await openTab();
    const send = () =>
      page
        .locator("input[type=file]")
        .first()
        .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("a") });
    const scale = page.getByLabel("Scale it down if it will not fit otherwise");
    expect(await scale.count()).toBe(0);
    await page.getByLabel("Max size").fill("50");
    await send();
    await vi.waitFor(() => expect(recipes).toEqual([{ formats: ["original"], quality: "balanced", maxBytes: 50_000 }]));
    await scale.check();
    await send();
    await vi.waitFor(() => expect(recipes[1]).toMatchObject({ maxBytes: 50_000, allowDownscale: true }));
  });

  it("says of a photo why it is what it is, what was removed, and what else was weighed", async () => {
    const weighed = { lossless: false, bytes: null, score: null, encoderQuality: null, seconds: 0 };
    const made = {
      ...output,
      requested: "auto",
      format: "avif" as const,
      url: `${server.url}/favicon.svg`,
      ...({ score: 78.4, target: 78, search: "reached", targetMet: true } as const),
      metadataRemoved: ["location" as const, "camera" as const],
      candidates: [
        { ...weighed, format: "avif" as const, outcome: "won" as const, reason: null, bytes: 410, score: 78.4 },
        { ...weighed, format: "webp" as const, outcome: "skipped" as const, reason: "larger_by_probe" },
      ],
    };
    const task = { ...newTask(1), status: "completed" as const, outputs: [made] };
    server.state.images.set(task.imageId, { ...imageOf(task, `${server.url}/favicon.svg`), compressedUrl: made.url });
    const page = await context.newPage();
    await page.goto(`${server.url}/photo/${task.imageId}`);
    await page.getByText("looks the same unless you compare closely (78.4)").waitFor();
    await page.getByText("AVIF gives the smallest file of this quality; another way of writing it was weighed.").waitFor();
    await page.getByText("where it was taken, camera details").waitFor();
    const skipped = page.getByText("not tried: a sample of it was larger");
    expect(await skipped.isVisible()).toBe(false);
    await page.getByText("How it was made").press("Enter");
    await skipped.waitFor();
  });

  it("fetches no original for the gallery: a picture on its way shows the file it came from, another waits for its result", async () => {
    const asked: string[] = [];
    await server.stop();
    server = await startApiServer({ page: built.page, onUpload: ({ accept }) => void show(accept()) });
    const show = (task: ReturnType<typeof newTask>) =>
      server.state.images.set(task.imageId, imageOf(task, `${server.url}/original-${server.state.images.size}.svg`));
    const elsewhere = newTask(9);
    server.state.tasks.set(elsewhere.id, elsewhere);
    show(elsewhere);
    const page = await context.newPage();
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(server.url);
    await page.getByText("Compressing").waitFor();
    const dot = await page.screenshot({ clip: { x: 0, y: 0, width: 8, height: 8 } });
    await page.locator("input[type=file]").first().setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: dot });
    await page.getByRole("list", { name: "Gallery" }).locator("img[src^='blob:']").waitFor();
    expect(await page.getByRole("list", { name: "Gallery" }).locator("img").count()).toBe(1);
    expect(asked.filter((url) => url.includes("original"))).toEqual([]);
  });

  it("fits a phone without scrolling sideways", async () => {
    addImage();
    const page = await openTab();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("list", { name: "Gallery" }).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });
});

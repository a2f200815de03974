import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureCommand } from "@pixpress/test-servers/install";
import { photo } from "@pixpress/test-servers/photo";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { drawing } from "./fixtures.ts";

/** What a person does: drops three images and a file that is none, looks, reloads, deletes, takes it back, downloads all as one archive. */
export async function walkThrough(browser: Browser, url: string, folder: string, options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  try {
    const page = await context.newPage();
    const problems = watchForProblems(page);
    await page.goto(url);
    await page.getByRole("heading", { name: "Smaller images that look the same" }).waitFor();
    await dropsFiles(page);
    await survivesAReload(page);
    await opensOne(page, url);
    await deletesAndUndoes(page);
    await downloadsAll(page, folder);
    expect(problems).toEqual([]);
  } finally {
    await context.close();
  }
}

/** The page's own errors, and resources that its security policy kept out. */
function watchForProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) problems.push(message.text());
  });
  return problems;
}

const row = (page: Page, name: string) => page.getByRole("list", { name: "Uploads" }).getByRole("listitem").filter({ hasText: name });
const card = (page: Page, name: string) => page.getByRole("list", { name: "Gallery" }).getByRole("listitem").filter({ hasText: name });

async function dropsFiles(page: Page): Promise<void> {
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles([
      { name: "meadow.jpg", mimeType: "image/jpeg", buffer: await photo(1, 800, 600) },
      { name: "harbour.jpg", mimeType: "image/jpeg", buffer: await photo(2, 800, 600) },
      { name: "badge.png", mimeType: "image/png", buffer: await drawing() },
      { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("these are only words, whatever the name says\n") },
    ]);
  for (const name of ["meadow.jpg", "harbour.jpg"])
    await row(page, name)
      .getByText(/→ .*saved/)
      .waitFor();
  await row(page, "badge.png")
    .getByText(/saved|kept as it was/)
    .waitFor();
  await row(page, "notes.jpg")
    .getByText(/text|not an image/i)
    .waitFor();
  for (const name of ["meadow.jpg", "harbour.jpg", "badge.png"]) await card(page, name).waitFor();
  expect(await card(page, "notes.jpg").count()).toBe(0);
}

async function survivesAReload(page: Page): Promise<void> {
  await page.reload();
  for (const name of ["meadow.jpg", "harbour.jpg", "badge.png"]) await card(page, name).waitFor();
}

async function opensOne(page: Page, url: string): Promise<void> {
  await card(page, "meadow.jpg").getByRole("link", { name: "Open meadow.jpg" }).click();
  await page.waitForURL(`${url}/photo/*`);
  const shown = page.locator("img");
  await expect
    .poll(
      async () =>
        (await shown.evaluateAll((all) => all.filter((one) => (one as unknown as { naturalWidth: number }).naturalWidth > 0))).length,
    )
    .toBeGreaterThanOrEqual(2);
  await page.getByRole("slider").first().waitFor();
  await page.goBack();
}

async function deletesAndUndoes(page: Page): Promise<void> {
  // By keyboard, which finds the way back under its fingers.
  await card(page, "harbour.jpg").getByRole("checkbox").focus();
  for (const key of ["Tab", "Enter"]) await page.keyboard.press(key);
  for (const shown of [card, row]) await shown(page, "harbour.jpg").waitFor({ state: "detached" });
  await page.locator("button:focus", { hasText: "Undo" }).waitFor();
  await page.keyboard.press("Enter");
  for (const shown of [card, row]) await shown(page, "harbour.jpg").waitFor();
  await card(page, "badge.png").getByRole("link").click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await card(page, "meadow.jpg").waitFor();
  for (const shown of [card, row]) await shown(page, "badge.png").waitFor({ state: "detached" });
}

async function downloadsAll(page: Page, folder: string): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download all" }).click()]);
  const path = join(folder, "all.zip");
  await download.saveAs(path);
  const names = execFileSync(ensureCommand("unzip"), ["-Z1", path], { encoding: "utf8" }).trim().split("\n");
  expect(names.toSorted()).toEqual(["harbour.jpg", "meadow.jpg"]);
}

/** Writes a small photograph to a file, for programs that read one. */
export async function photoFile(folder: string): Promise<string> {
  const path = join(folder, "photo.jpg");
  writeFileSync(path, await photo(3, 640, 480));
  return path;
}

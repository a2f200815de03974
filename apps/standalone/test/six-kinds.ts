import { readFile } from "node:fs/promises";
import { photo } from "@pixpress/test-servers/photo";
import type { Browser, Locator, Page } from "playwright-core";
import sharp from "sharp";
import { expect } from "vitest";
import { drawing } from "./fixtures.ts";

interface Kind {
  readonly name: string;
  readonly buffer: Buffer;
  /** What the page of its result must say, beside a size and a score. */
  readonly says: readonly (string | RegExp)[];
}

/** Six kinds of pictures that people have, and what they are told of each. */
async function kinds(): Promise<Kind[]> {
  return [
    {
      name: "IMG_4711.jpg",
      buffer: await fromAPhone(),
      says: [
        "240 × 320",
        "JPEG",
        /^It is the smallest JPEG found with a score of 78/,
        "where it was taken, camera details, colour profile",
      ],
    },
    { name: "screenshot.png", buffer: await screenshot(), says: ["PNG", /^(It is the smallest PNG found|Every pixel is as it was)/] },
    { name: "logo.png", buffer: await drawing(), says: ["PNG", /^(It is the smallest PNG found|Every pixel is as it was)/] },
    { name: "ball.gif", buffer: await animation(), says: ["GIF", /./] },
    { name: "scan.jpg", buffer: await cmykScan(), says: ["JPEG", /^It is the smallest JPEG found/, "colour profile"] },
    { name: "IMG_0815.heic", buffer: await heic(), says: [/^HEIC → (JPEG|PNG)$/, /^HEIC files are read and not written/] },
  ];
}

/** A person gives the page one of each and looks at what came of it: a size, a score in words with its number, and why. */
export async function seesWhy(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    const given = await kinds();
    const files = given.map(({ name, buffer }) => ({ name, mimeType: "", buffer }));
    await page.locator('input[type="file"]').first().setInputFiles(files);
    await page.getByText(/^6 images done/).waitFor();
    for (const kind of given) await readsWhy(page, kind);
    await triesAuto(page);
  } finally {
    await context.close();
  }
}

const uploads = (page: Page): Locator => page.getByRole("list", { name: "Uploads" });

async function readsWhy(page: Page, { name, says }: Kind): Promise<void> {
  await uploads(page).getByRole("link", { name }).click();
  const details = page.getByRole("region", { name: "Details" });
  await details.getByText(/^(no difference to be seen|looks the same|some difference).* \(\d+\.\d\)$/).waitFor();
  await details.getByText(/saved$|^Same size$|^Original kept$|larger$/).waitFor();
  await details.getByText("Why", { exact: true }).waitFor();
  const told = await details.locator("dd").allInnerTexts();
  for (const sentence of says) expect(told).toContainEqual(typeof sentence === "string" ? sentence : expect.stringMatching(sentence));
  await page.goBack();
}

/** Asked for the best format, the page tells what else was weighed. */
async function triesAuto(page: Page): Promise<void> {
  await uploads(page).getByRole("link", { name: "screenshot.png" }).click();
  await page.getByLabel("Format").selectOption("Auto");
  await page.getByRole("button", { name: "Compress again" }).click();
  await page.getByText(/gives the smallest file of this quality; \d other ways of writing it were weighed/).waitFor();
  await page.getByText("How it was made").click();
  await page.getByRole("list", { name: "What was weighed" }).getByText("chosen").waitFor();
}

/** Lying on its side, with the place and the camera in it. */
async function fromAPhone(): Promise<Buffer> {
  const exif = {
    IFD0: { Make: "Fairphone", Model: "FP5" },
    IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 8/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "11/1 34/1 0/1" },
  };
  return sharp(await photo(11))
    .withMetadata({ orientation: 6 })
    .withExifMerge(exif)
    .jpeg({ quality: 95 })
    .toBuffer();
}

async function screenshot(): Promise<Buffer> {
  const lines = Array.from({ length: 12 }, (_, at) => {
    const [y, width] = [60 + at * 16, 80 + ((at * 67) % 190)];
    return `<rect x="100" y="${y}" width="${width}" height="6" fill="#${at % 3 === 0 ? "1a5fb4" : "3d3846"}"/>`;
  });
  const window = `<rect width="320" height="270" fill="#f6f5f4"/><rect width="320" height="40" fill="#241f31"/>${lines.join("")}`;
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="270">${window}</svg>`))
    .png({ compressionLevel: 1 })
    .toBuffer();
}

async function animation(): Promise<Buffer> {
  const frames = Array.from({ length: 5 }, (_, at) => {
    const ball = `<circle cx="${20 + at * 20}" cy="40" r="16" fill="#e66100"/>`;
    return Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><rect width="120" height="80" fill="#99c1f1"/>${ball}</svg>`,
    );
  });
  return sharp(frames, { join: { animated: true } })
    .gif({ delay: frames.map(() => 80), loop: 0 })
    .toBuffer();
}

async function cmykScan(): Promise<Buffer> {
  return sharp(await photo(12))
    .toColourspace("cmyk")
    .withIccProfile("cmyk")
    .jpeg({ quality: 96 })
    .toBuffer();
}

const heic = () => readFile(new URL("../../../packages/engine/test/files/heif/grid-p3-turned.heic", import.meta.url));

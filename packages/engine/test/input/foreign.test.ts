import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readCopyright } from "../../src/metadata/copyright.ts";
import { run, runForOne } from "../run.ts";

const file = (name: string) => readFile(new URL(`../files/${name}`, import.meta.url));
const pictures = ["foreign/notes.heic", "foreign/notes.jxl"] as const;

describe.each(pictures)("%s", (name) => {
  it.each(["auto", "jpeg", "png", "webp", "avif"] as const)("becomes %s, upright", async (requested) => {
    const output = await runForOne(await file(name), { formats: [requested] });
    expect(output).toMatchObject({ width: 96, height: 128 });
    expect(await sharp(output.file).metadata()).toMatchObject({ width: 96, height: 128 });
  });
  it("tells nothing of its origin, unless asked to", async () => {
    const { exif, xmp, icc } = await sharp((await runForOne(await file(name), { formats: ["jpeg"] })).file).metadata();
    expect({ exif, xmp, icc }).toEqual({ exif: undefined, xmp: undefined, icc: undefined });
  });
  it("names its author where copyright is asked for", async () => {
    const output = await runForOne(await file(name), { formats: ["jpeg"], metadata: "copyright" });
    const { exif } = await sharp(output.file).metadata();
    expect(readCopyright(exif as Buffer)).toEqual({ artist: "Ada", copyright: "Ada 2026" });
    expect(exif?.includes("Camera")).toBe(false);
  });
  it("carries its notes over where they are to be kept, and is not turned twice", async () => {
    const output = await runForOne(await file(name), { formats: ["webp"], metadata: "keep" });
    const { exif, xmp, orientation, width, height } = await sharp(output.file).metadata();
    expect(exif?.includes("Camera")).toBe(true);
    if (name.endsWith("jxl")) expect(xmp?.includes("xmpmeta")).toBe(true);
    expect({ orientation: orientation ?? 1, width, height }).toEqual({ orientation: 1, width: 96, height: 128 });
  });
  it("is refused beyond the limits before it is decoded", async () => {
    await expect(run(await file(name), {}, { maxPixels: 96 * 128 - 1 })).rejects.toMatchObject({ reason: "too_many_pixels" });
    await expect(run(await file(name), {}, { maxSide: 127 })).rejects.toMatchObject({ reason: "too_many_pixels" });
  });
  it.each([0.1, 0.5, 0.9])("cut off at %s is no image, rather than half a picture", async (share) => {
    const whole = await file(name);
    await expect(run(whole.subarray(0, Math.floor(whole.length * share)))).rejects.toMatchObject({
      reason: "not_an_image",
      retryable: false,
    });
  });
});

it("a HEIC whose sides do not agree is no image, and the next one is read as ever", async () => {
  await expect(run(await file("foreign/sides-disagree.heic"))).rejects.toMatchObject({ reason: "not_an_image", retryable: false });
  expect(await runForOne(await file("foreign/notes.heic"))).toMatchObject({ width: 96, height: 128 });
});

describe("a file damaged anywhere ends in an error with a reason, or in a picture", () => {
  it.each(["heif/grid-alpha.heic", "heif/grid-p3-turned.heic", "jxl/sixteen-bit-alpha.jxl", "jxl/adobe-rgb.jxl"])("%s", async (name) => {
    const whole = await file(name);
    for (let seed = 1; seed < 16; seed++) {
      const noisy = Buffer.from(whole);
      for (let place = (seed * 13) % 60; place < noisy.length; place += 40 + ((place * seed) % 997))
        noisy[place] = (place * 31 * seed) % 256;
      const outcome = await run(noisy, { formats: ["jpeg"], quality: { encoder: 80 } }, { maxPixels: 1e6 }).catch(
        (error: { reason?: string }) => error.reason ?? error,
      );
      const reasons = ["not_an_image", "unsupported_media", "too_many_pixels"];
      expect(typeof outcome === "string" ? reasons : [outcome], `seed ${seed}`).toContain(outcome);
    }
  });
});

describe("a format that is not written", () => {
  it.each(["colour/display-p3.heic", "colour/display-p3.jxl"])("becomes a PNG where its colours are few: %s", async (name) => {
    expect(await runForOne(await file(name))).toMatchObject({ requested: "original", format: "png" });
  });
  it.each(["colour/alpha.heic", "colour/alpha.jxl"])("becomes a PNG where it has alpha to keep: %s", async (name) => {
    const output = await runForOne(await file(name), { maxWidth: 24 });
    expect(output.format).toBe("png");
    expect(await sharp(output.file).metadata()).toMatchObject({ hasAlpha: true });
  });
  it.each(pictures)("becomes a JPEG otherwise: %s", async (name) => {
    expect(await runForOne(await file(name))).toMatchObject({ requested: "original", format: "jpeg" });
  });
});

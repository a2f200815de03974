import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { readRiff } from "../../src/strip/riff.ts";
import { film, filmDelays, filmFrames } from "../fixtures.ts";
import { colourOf, difference, type Painting, paint, storedFor } from "../painting.ts";
import { look, runForOne } from "../run.ts";

const roll = (frames: readonly Painting[]) => {
  const { width, height } = frames[0] as Painting;
  return sharp(Buffer.concat(frames.map(({ rgba }) => rgba)), {
    raw: { width, height: height * frames.length, channels: 4, pageHeight: height },
  });
};
const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
const noted = (image: Sharp, orientation = 1) =>
  image
    .withMetadata({ orientation })
    .withExifMerge({ IFD0: { Artist: "Ada" } })
    .withXmp(xmp);
/** Each once, in the places the format has for them, and announced. */
async function expectNotes(file: Buffer): Promise<void> {
  const { exif, xmp: seen } = await sharp(file).metadata();
  expect(exif?.includes("Ada")).toBe(true);
  expect(seen?.toString()).toContain("xmpmeta");
  const chunks = readRiff(file) ?? [];
  expect(chunks.map(({ type }) => type).filter((type) => type === "EXIF" || type === "XMP ")).toEqual(["EXIF", "XMP "]);
  expect((chunks[0]?.body[0] as number) & 0x0c).toBe(0x0c);
}
const frameOf = async (file: Buffer, page: number) => look(await sharp(file, { page }).png().toBuffer());

describe("a film that is turned", () => {
  it.each([2, 3, 4, 5, 6, 7, 8])("is upright in every frame (orientation %i)", async (orientation) => {
    const stored = roll(filmFrames.map((frame) => storedFor(orientation, frame)));
    const file = await stored.withMetadata({ orientation }).webp({ lossless: true, delay: filmDelays, loop: 2 }).toBuffer();
    expect((await sharp(file).metadata()).orientation).toBe(orientation);
    for (const requested of ["original", "auto"] as const) {
      const output = await runForOne(file, { formats: [requested], quality: "visually-lossless" });
      expect(output).toMatchObject({ width: 40, height: 30 });
      expect(await sharp(output.file).metadata()).toMatchObject({ pages: 4, delay: filmDelays, loop: 2 });
      expect((await sharp(output.file).metadata()).orientation ?? 1).toBe(1);
      for (const [index, frame] of filmFrames.entries())
        expect(difference(await frameOf(output.file, index), frame), `frame ${index}`).toBeLessThan(3);
    }
  });
  it("is upright where it is scaled, and as the first frame alone", async () => {
    const stored = roll(filmFrames.map((frame) => storedFor(6, frame)));
    const file = await stored.withMetadata({ orientation: 6 }).webp({ lossless: true, delay: filmDelays }).toBuffer();
    expect(await runForOne(file, { formats: ["webp"], maxWidth: 20 })).toMatchObject({ width: 20, height: 15 });
    const still = await runForOne(file, { formats: ["png"] });
    expect(difference(await look(still.file), filmFrames[0] as Painting)).toBeLessThan(1);
  });
});

describe("a film that is scaled", () => {
  it.each(["gif", "webp"] as const)("has frames that do not run into each other at their edges: %s", async (format) => {
    const frames = [0, 255, 0, 255].map((value) => paint({ width: 30, height: 31 }, () => [value, value, value, 255]));
    const strip = roll(frames);
    const file = await (format === "gif"
      ? strip.gif({ delay: [50, 60, 70, 80] })
      : strip.webp({ lossless: true, delay: [50, 60, 70, 80] })
    ).toBuffer();
    const output = await runForOne(file, { formats: ["original"], maxWidth: 13 });
    expect(await sharp(output.file).metadata()).toMatchObject({ pages: 4, delay: [50, 60, 70, 80] });
    for (const [index, value] of [0, 255, 0, 255].entries()) {
      const seen = await frameOf(output.file, index);
      for (let y = 0; y < seen.height; y++)
        expect(Math.abs(colourOf(seen, 6, y)[0] - value), `frame ${index}, row ${y}`).toBeLessThanOrEqual(1);
    }
  });
  it("has its transparency", async () => {
    const frames = [0, 10].map((from) => paint({ width: 40, height: 30 }, (x) => [200, 30, 40, x >= from && x < from + 20 ? 255 : 0]));
    const { file } = await runForOne(
      await roll(frames)
        .webp({ lossless: true, delay: [50, 60] })
        .toBuffer(),
      { formats: ["webp"], maxWidth: 20 },
    );
    for (const [page, from] of [0, 5].entries()) {
      const seen = await frameOf(file, page);
      expect([from + 5, from + 14].map((x) => colourOf(seen, x, 7)[3])).toEqual([255, 0]);
    }
  });
  it("is in sRGB where it had a space of its own, or keeps that where it is to", async () => {
    const wide = await film().withIccProfile("p3").webp({ lossless: true, delay: filmDelays }).toBuffer();
    const converted = await runForOne(wide, { formats: ["webp"], maxWidth: 30, quality: "visually-lossless" });
    expect((await sharp(converted.file).metadata()).hasProfile).toBe(false);
    const [seen, meant] = [await frameOf(converted.file, 1), filmFrames[1] as Painting];
    for (const [channel, value] of colourOf(seen, 9, 7).entries())
      expect(Math.abs(value - (colourOf(meant, 12, 10)[channel] as number))).toBeLessThan(8);
    const kept = await runForOne(wide, { formats: ["webp"], maxWidth: 30, color: "keep" });
    expect((await sharp(kept.file).metadata()).icc?.equals((await sharp(wide).metadata()).icc as Buffer)).toBe(true);
  });
  it("keeps its notes where they are to be kept, and no frame runs into the next for them", async () => {
    const flat = [0, 255, 0].map((value) => paint({ width: 30, height: 31 }, () => [value, value, value, 255]));
    const file = await noted(roll(flat)).webp({ lossless: true, delay: 50 }).toBuffer();
    for (const quality of ["balanced", { encoder: 90 }] as const) {
      const output = await runForOne(file, { formats: ["webp"], maxWidth: 13, metadata: "keep", quality });
      await expectNotes(output.file);
      for (const [index, value] of [0, 255, 0].entries()) {
        const seen = await frameOf(output.file, index);
        for (let y = 0; y < seen.height; y++)
          expect(Math.abs(colourOf(seen, 6, y)[0] - value), `frame ${index}, row ${y}`).toBeLessThanOrEqual(1);
      }
    }
  });
  it("keeps them where it is turned, but for the turn, and where only its size has to give way to a budget", async () => {
    const file = await noted(roll(filmFrames.map((frame) => storedFor(6, frame))), 6)
      .webp({ lossless: true, delay: filmDelays })
      .toBuffer();
    expect((await sharp(file).metadata()).orientation).toBe(6);
    for (const wanted of [{}, { color: "keep" }, { maxWidth: 20 }, { maxBytes: 900, allowDownscale: true }] as const) {
      const { file: turned, ...output } = await runForOne(file, { formats: ["webp"], metadata: "keep", ...wanted });
      expect(output.width).toBeGreaterThan(output.height);
      await expectNotes(turned);
      expect((await sharp(turned).metadata()).orientation ?? 1).toBe(1);
      expect((await sharp(turned).metadata()).pages).toBe(4);
    }
  });
  it("has none of them where they are to go", async () => {
    const file = await noted(film()).webp({ lossless: true, delay: filmDelays }).toBuffer();
    const output = await runForOne(file, { formats: ["webp"], maxWidth: 20 });
    expect((readRiff(output.file) ?? []).filter(({ type }) => type === "EXIF" || type === "XMP ")).toEqual([]);
  });
});

import { score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type Frame, readFrames } from "../../src/film/frames.ts";
import { film, filmDelays, opaque } from "../fixtures.ts";
import { colourOf, type Painting, paint, photo } from "../painting.ts";
import { run, runForOne } from "../run.ts";

const pngOf = (painting: Painting) => opaque(painting).png().toBuffer();

describe("a PNG within maxBytes", () => {
  it.each([12_000, 30_000, 45_000])("has as many colours as fit into %i bytes, and is scored", async (maxBytes) => {
    const output = await runForOne(await pngOf(photo), { formats: ["png"], maxBytes });
    expect(output).toMatchObject({ targetMet: true, lossless: false, search: "budget", score: expect.any(Number), width: 320 });
    expect(output.file.length).toBeLessThanOrEqual(maxBytes);
    expect(output.file.length).toBeGreaterThan(maxBytes / 2);
  });
  it("is the best effort where two colours are too many, and has fewer pixels where it may", async () => {
    const original = await pngOf(photo);
    expect(await runForOne(original, { formats: ["png"], maxBytes: 500 })).toMatchObject({ targetMet: false, width: 320 });
    const smaller = await runForOne(original, { formats: ["png"], maxBytes: 500, allowDownscale: true });
    expect(smaller).toMatchObject({ targetMet: true });
    expect(smaller.width).toBeLessThan(320);
  });
  it("comes back as it is", async () => {
    const wanted = { formats: ["png" as const], maxBytes: 20_000 };
    const one = await runForOne(await pngOf(photo), wanted);
    const again = await runForOne(one.file, wanted);
    expect(again.file.equals(one.file)).toBe(true);
  });
});

describe("a GIF of one frame within maxBytes", () => {
  it("has as many colours as fit, and the score that is told", async () => {
    const original = await opaque(photo).gif().toBuffer();
    for (const maxBytes of [24_000, 12_000]) {
      const output = await runForOne(original, { formats: ["original"], maxBytes });
      expect(output).toMatchObject({ format: "gif", targetMet: true, search: "budget" });
      expect(output.file.length).toBeLessThanOrEqual(maxBytes);
      const [wanted, seen] = await Promise.all(
        [original, output.file].map(async (file) => (await readFrames(sharp(file), photo))[0] as Frame),
      );
      expect(score(wanted as Frame, seen as Frame)).toBeCloseTo(output.score as number, 6);
    }
  });
});

/** Grain that no frame shares with another: nothing of it is saved between frames. */
async function grainyFilm(format: "gif" | "webp"): Promise<Buffer> {
  const raw = { width: 160, height: 120 * 4, channels: 4, pageHeight: 120 } as const;
  const frames = [0, 1, 2, 3].map((frame) =>
    paint({ width: 160, height: 120 }, (x, y) => colourOf(photo, (x + frame * 40) % 320, y + frame * 20)),
  );
  const image = sharp(Buffer.concat(frames.map(({ rgba }) => rgba)), { raw });
  return format === "gif"
    ? image.gif({ delay: filmDelays, loop: 3 }).toBuffer()
    : image.webp({ lossless: true, delay: filmDelays, loop: 3 }).toBuffer();
}
const framesOf = async (file: Buffer) => {
  const { pages, delay, loop } = await sharp(file, { pages: -1 }).metadata();
  return { pages, delay, loop };
};
const whole = { pages: 4, delay: filmDelays, loop: 3 };

describe("a film within maxBytes", () => {
  it.each(["webp", "gif"] as const)("keeps its frames, delays and loop: %s", async (format) => {
    const original = await grainyFilm(format);
    const maxBytes = Math.round(original.length / 4);
    const output = await runForOne(original, { maxBytes });
    expect(output).toMatchObject({ targetMet: true, format, width: 160, score: expect.any(Number), search: "budget" });
    expect(output.file.length).toBeLessThanOrEqual(maxBytes);
    expect(await framesOf(output.file)).toEqual(whole);
  });
  it("has fewer pixels where nothing else helps and it may", async () => {
    const original = await grainyFilm("gif");
    for (const format of ["original", "webp"] as const) {
      const output = await runForOne(original, { formats: [format], maxBytes: 600, allowDownscale: true });
      expect(output.targetMet).toBe(true);
      expect(output.width).toBeLessThan(160);
      expect(await framesOf(output.file)).toEqual(whole);
    }
  });
  it("is the file it would be anyway where that fits", async () => {
    const original = await film().gif({ delay: filmDelays, loop: 3 }).toBuffer();
    const free = await runForOne(original, { formats: ["auto"], quality: "balanced" });
    const { outputs } = await run(original, { formats: ["auto"], quality: "balanced", maxBytes: original.length });
    expect(outputs[0]).toMatchObject({ hash: free.hash, targetMet: true });
  });
});

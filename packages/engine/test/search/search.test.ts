import { readFile } from "node:fs/promises";
import { qualityPresets, type RecipeInput } from "@pixpress/contracts";
import { score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { EngineOutput } from "../../src/compress.ts";
import { presetTargets } from "../../src/search/target.ts";
import { opaque, open } from "../fixtures.ts";
import { fading, greyLandscape, landscape, noise, type Painting, paint, photo } from "../painting.ts";
import { run, runForOne } from "../run.ts";

const formats = ["jpeg", "webp", "avif"] as const;
const pngOf = (painting: Painting) => opaque(painting).png().toBuffer();

/** Scored apart from the engine: both files decoded whole, by nothing of its own. */
async function independentScore(original: Buffer, file: Buffer, channels: 3 | 4 = 3): Promise<number> {
  const [reference, distorted] = await Promise.all(
    [original, file].map(async (bytes) => {
      const image = sharp(bytes).toColourspace("srgb");
      const shaped = channels === 4 ? image.ensureAlpha() : image.removeAlpha();
      const { data, info } = await shaped.raw().toBuffer({ resolveWithObject: true });
      return { data, channels, width: info.width, height: info.height };
    }),
  );
  if (reference === undefined || distorted === undefined) throw new Error("there is nothing to compare");
  return score(reference, distorted);
}

/** Fine stripes of two bright colours that are equally light: halved, nothing is left of them. */
const saturated = paint({ width: 320, height: 240 }, (x, y) => (((x >> 1) + (y >> 3)) % 2 === 0 ? [250, 20, 40, 255] : [20, 60, 250, 255]));
const inks = [
  [155, 70, 115, 255],
  [65, 115, 155, 255],
  [100, 130, 65, 255],
];
/** Marks in three colours on a light ground, as of an editor: halved, they reach a low target, but dearly. */
const coloured = paint({ width: 320, height: 240 }, (x, y) => {
  const isInk = (x * 7 + (y >> 3) * 13) % 5 < 2 && y % 8 < 6 && (x >> 3) % 5 !== 0;
  return isInk ? (inks[((x >> 4) + (y >> 3)) % 3] as [number, number, number, number]) : [250, 250, 246, 255];
});
/** The bytes of the smallest JPEG in halved colour that scores as much, by trying them all. */
async function smallestHalved(original: Buffer, least: number): Promise<number> {
  for (let quality = 30; quality <= 98; quality++) {
    const settings = { quality, progressive: true, trellisQuantisation: true, overshootDeringing: true, quantisationTable: 3 };
    const file = await sharp(original).jpeg(settings).toBuffer();
    if ((await independentScore(original, file)) >= least) return file.length;
  }
  return Number.POSITIVE_INFINITY;
}
/** As a camera's picture: large, with grain and without runs of one colour. */
const large = (width: number, height: number) =>
  opaque(photo).resize(width, height).sharpen({ sigma: 2 }).png({ compressionLevel: 1 }).toBuffer();

describe.each(formats)("a photograph as %s", (format) => {
  it.each(qualityPresets)("reaches the score of the preset %s, and not much more", async (quality) => {
    const original = await pngOf(photo);
    const output = await runForOne(original, { formats: [format], quality });
    const target = presetTargets[quality];
    expect(output).toMatchObject({ target, search: "reached", targetMet: true, outcome: "compressed" });
    expect(output.score).toBeCloseTo(await independentScore(original, output.file), 6);
    expect(output.score).toBeGreaterThanOrEqual(target - 0.5);
    expect(output.score).toBeLessThanOrEqual(target + 2);
  });
  it("says what it took: the stages and the candidate that won", async () => {
    const output = await runForOne(await pngOf(photo), { formats: [format], quality: { target: 75 } });
    expect(output.stages).toMatchObject({ search: expect.any(Number), encode: expect.any(Number), score: expect.any(Number) });
    expect(output.candidates).toMatchObject([
      {
        format,
        lossless: false,
        outcome: "won",
        reason: null,
        bytes: output.bytes,
        score: output.score,
        encoderQuality: output.encoderQuality,
      },
    ]);
    expect(output).toMatchObject({ effort: { jpeg: null, webp: 6, avif: 3 }[format], effortReason: null });
  });
  it("is not searched where the encoder's own number is given", async () => {
    const output = await runForOne(await pngOf(photo), { formats: [format], quality: { encoder: 50 } });
    expect(output).toMatchObject({ score: null, target: null, search: null, targetMet: null, encoderQuality: 50 });
  });
  it("is the same file, byte for byte, each time", async () => {
    const original = await pngOf(photo);
    const [one, other] = [await runForOne(original, { formats: [format] }), await runForOne(original, { formats: [format] })];
    expect(one.file.equals(other.file)).toBe(true);
  });
  it("ends at the floor where even that is better than asked", async () => {
    const output = await runForOne(await pngOf(landscape), { formats: [format], quality: { target: 30 } });
    expect(output).toMatchObject({ search: "floor", targetMet: true, encoderQuality: 30 });
    expect(output.score).toBeGreaterThan(30);
  });
  it("says where no quality is enough, and hands out the closest", async () => {
    const output = await runForOne(await pngOf(noise), { formats: [format], quality: { target: 100 } });
    expect(output).toMatchObject({ search: "unreachable", targetMet: false });
    expect(output.encoderQuality).toBeGreaterThanOrEqual(98);
  });
  it("is scored with its notes and its turning, too, where they are kept", async () => {
    const turned = await opaque(photo)
      .withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Artist: "A" } })
      .jpeg({ quality: 98 })
      .toBuffer();
    const output = await runForOne(turned, { formats: [format], metadata: "keep" });
    const upright = await sharp(turned).autoOrient().png().toBuffer();
    expect(output.score).toBeCloseTo(await independentScore(upright, output.file), 6);
  });
});

describe("a picture that lies in a file while it is compressed", () => {
  it.each(["jpeg", "webp"] as const)("is scored over every row, too: %s", async (format) => {
    const original = await large(2400, 1800);
    const output = await runForOne(original, { formats: [format] });
    expect(output).toMatchObject({ search: "reached", targetMet: true });
    expect(output.score).toBeCloseTo(await independentScore(original, output.file), 6);
    expect(output.score).toBeGreaterThanOrEqual(77.5);
  });
});

describe("a drawing as WebP", () => {
  it("is written without loss where that is smaller than a file that comes near, at full score", async () => {
    const original = await pngOf(coloured);
    const output = await runForOne(original, { formats: ["webp"], quality: "high" });
    expect(output).toMatchObject({ format: "webp", lossless: true, score: 100, targetMet: true });
    const lossy = output.candidates.find(({ lossless }) => !lossless);
    expect(lossy?.outcome).not.toBe("won");
    const numbered = await runForOne(original, { formats: ["webp"], quality: { encoder: 98 } });
    expect(numbered).toMatchObject({ lossless: false, encoderQuality: 98 });
    expect(output.bytes).toBeLessThan(numbered.bytes);
  });
});

describe("the colour of a JPEG", () => {
  it("is halved where that costs nothing that is seen", async () => {
    expect(await runForOne(await pngOf(photo), { formats: ["jpeg"] })).toMatchObject({ chroma: "4:2:0" });
  });
  it("is whole where halved colour cannot reach the target", async () => {
    expect(await runForOne(await pngOf(saturated), { formats: ["jpeg"] })).toMatchObject({ chroma: "4:4:4", targetMet: true });
  });
  it("is whole where halved colour reaches the target with a larger file only", async () => {
    const original = await pngOf(coloured);
    const output = await runForOne(original, { formats: ["jpeg"], quality: { target: 60 } });
    const halved = await smallestHalved(original, output.score ?? 100);
    expect(halved).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(output).toMatchObject({ chroma: "4:4:4", targetMet: true });
    expect(output.bytes).toBeLessThan(halved);
  });
  it("is none where the picture is grey", async () => {
    const original = await opaque(greyLandscape).toColourspace("b-w").png().toBuffer();
    const output = await runForOne(original, { formats: ["jpeg"] });
    expect((await sharp(output.file).metadata()).channels).toBe(1);
    expect(output.score).toBeCloseTo(await independentScore(original, output.file), 6);
  });
});

describe("transparency", () => {
  it.each(["webp", "avif"] as const)("is scored over grey and over white, and the worse counts: %s", async (format) => {
    const original = await open(fading).png().toBuffer();
    const output = await runForOne(original, { formats: [format] });
    expect(output.score).toBeCloseTo(await independentScore(original, output.file, 4), 6);
    expect(output.targetMet).toBe(true);
  });
  it("is scored on the background where the format has none", async () => {
    const original = await open(fading).png().toBuffer();
    const output = await runForOne(original, { formats: ["jpeg"], background: "#204060" });
    const flat = await sharp(original).flatten({ background: "#204060" }).png().toBuffer();
    expect(output.score).toBeCloseTo(await independentScore(flat, output.file), 6);
  });
});

describe("auto", () => {
  const auto = async (file: Buffer, wanted: RecipeInput = {}): Promise<EngineOutput> => runForOne(file, { formats: ["auto"], ...wanted });

  it("hands out the smallest file that reaches the target, and skips only what would have been larger", async () => {
    const original = await pngOf(photo);
    const output = await auto(original);
    expect(output.targetMet).toBe(true);
    const each = (await run(original, { formats: [...formats] })).outputs;
    expect(output.bytes).toBe(Math.min(...each.filter(({ targetMet }) => targetMet).map(({ bytes }) => bytes)));
    expect(output.candidates.map(({ format }) => format).toSorted()).toEqual(["avif", "jpeg", "webp"]);
    for (const { outcome, reason } of output.candidates) expect(reason === null).toBe(outcome === "won");
  });
  it("takes no small file that misses the target", async () => {
    const output = await auto(await pngOf(saturated), { quality: "high" });
    expect(output.targetMet).toBe(true);
    expect(output.score).toBeGreaterThanOrEqual(84.5);
  });
  it("takes what is lossless where that is smallest, and its score is that of identical pixels", async () => {
    const stripes = await pngOf(paint({ width: 96, height: 64 }, (x) => (x % 16 < 5 ? [0, 0, 0, 255] : [255, 255, 255, 255])));
    const output = await auto(stripes);
    expect(output).toMatchObject({ lossless: true, score: 100, targetMet: true });
  });
});

describe("where time is short", () => {
  it("the search goes less far, and says so", async () => {
    const { outputs } = await run(await pngOf(photo), { formats: ["avif"] }, { maxSeconds: 0.001 });
    expect(outputs).toMatchObject([{ effort: 0, effortReason: "out_of_time", candidates: [{ outcome: "won", reason: "out_of_time" }] }]);
    expect(await readFile(outputs[0]?.path ?? "")).toHaveLength(outputs[0]?.bytes ?? 0);
  });
});

describe("the JPEG encoder's settings", () => {
  it("give the very pixels of mozjpeg's own", async () => {
    const { encoderQuality, chroma, file } = await runForOne(await pngOf(photo), { formats: ["jpeg"] });
    const settings = { quality: encoderQuality ?? 0, chromaSubsampling: chroma ?? "", mozjpeg: true };
    const theirs = await sharp(await opaque(photo).jpeg(settings).toBuffer())
      .raw()
      .toBuffer();
    expect((await sharp(file).raw().toBuffer()).equals(theirs)).toBe(true);
  });
});

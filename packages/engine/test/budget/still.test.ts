import type { RecipeInput } from "@pixpress/contracts";
import { score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { EngineOutput } from "../../src/compress.ts";
import { opaque, open } from "../fixtures.ts";
import { fading, type Painting, photo, stripes } from "../painting.ts";
import { run, runForOne } from "../run.ts";

const lossy = ["jpeg", "webp", "avif"] as const;
const pngOf = (painting: Painting) => opaque(painting).png().toBuffer();

async function independentScore(original: Buffer, file: Buffer): Promise<number> {
  const read = async (bytes: Buffer) => {
    const { data, info } = await sharp(bytes).toColourspace("srgb").removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return { data, channels: 3 as const, width: info.width, height: info.height };
  };
  return score(await read(original), await read(file));
}

const budgeted = async (file: Buffer, wanted: RecipeInput & { maxBytes: number }) => {
  const output = await runForOne(file, wanted);
  expect(output.bytes).toBe(output.file.length);
  expect(output.bytes <= wanted.maxBytes).toBe(output.targetMet);
  return output;
};
const full = ({ bytes }: EngineOutput, maxBytes: number) => bytes / maxBytes;

describe.each(lossy)("a photograph as %s within maxBytes", (format) => {
  it.each([5000, 10_000, 20_000])("has the best score that fits into %i bytes, and says how it was found", async (maxBytes) => {
    const original = await pngOf(photo);
    const output = await budgeted(original, { formats: [format], maxBytes });
    expect(output).toMatchObject({ targetMet: true, search: "budget", target: null, scale: null, outcome: "compressed", width: 320 });
    expect(full(output, maxBytes)).toBeGreaterThan(0.9);
    expect(output.encodes).toBeLessThanOrEqual(8);
    expect(output.score).toBeCloseTo(await independentScore(original, output.file), 6);
  });
  it("is the better the more it may weigh", async () => {
    const original = await pngOf(photo);
    const outputs = [];
    for (const maxBytes of [5000, 8000, 16_000]) outputs.push(await budgeted(original, { formats: [format], maxBytes }));
    const scores = outputs.map(({ score: scored }) => scored as number);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  });
  it("is the file at the wanted quality where that fits, the very same one", async () => {
    const original = await pngOf(photo);
    const free = await runForOne(original, { formats: [format], quality: "small" });
    const output = await budgeted(original, { formats: [format], quality: "small", maxBytes: free.bytes });
    expect(output).toMatchObject({ search: "reached", target: 70 });
    expect(output.file.equals(free.file)).toBe(true);
  });
  it("misses the wanted quality rather than the budget, and tells both", async () => {
    const output = await budgeted(await pngOf(photo), { formats: [format], quality: "high", maxBytes: 6000 });
    expect(output).toMatchObject({ search: "budget", target: 85, targetMet: true });
    expect(output.score).toBeLessThan(84.5);
    expect(full(output, 6000)).toBeGreaterThan(0.85);
  });
  it("is its best effort where nothing fits, and says that it is too large", async () => {
    const output = await budgeted(await pngOf(photo), { formats: [format], maxBytes: 300 });
    expect(output).toMatchObject({ targetMet: false, encoderQuality: 1, width: 320 });
  });
  it("has fewer pixels where nothing fits and it may, and fits", async () => {
    const maxBytes = { jpeg: 1000, webp: 500, avif: 500 }[format];
    const output = await budgeted(await pngOf(photo), { formats: [format], maxBytes, allowDownscale: true });
    expect(output.targetMet).toBe(true);
    expect(output.width).toBeLessThan(320);
    expect(output.width / output.height).toBeCloseTo(4 / 3, 1);
    expect(output.scale).toBeCloseTo(output.width / 320, 10);
    expect(full(output, maxBytes)).toBeGreaterThan(0.8);
    expect(await sharp(output.file).metadata()).toMatchObject({ width: output.width, height: output.height });
  });
  it("keeps its pixels where it may lose them but need not", async () => {
    const output = await budgeted(await pngOf(photo), { formats: [format], maxBytes: 8000, allowDownscale: true });
    expect(output).toMatchObject({ scale: null, width: 320 });
  });
  it("is the same file each time, and comes back as it is", async () => {
    const original = await pngOf(photo);
    const wanted = { formats: [format], maxBytes: 6000 };
    const one = await budgeted(original, wanted);
    expect((await budgeted(original, wanted)).file.equals(one.file)).toBe(true);
    const again = await budgeted(one.file, wanted);
    expect(again).toMatchObject({ outcome: "kept_original", outcomeReason: "compressed_before" });
    expect(again.file.equals(one.file)).toBe(true);
  });
  it("is encoded anew where it was made for more bytes", async () => {
    const one = await budgeted(await pngOf(photo), { formats: [format], maxBytes: 12_000 });
    const again = await budgeted(one.file, { formats: [format], maxBytes: 6000 });
    expect(again).toMatchObject({ outcome: "compressed", targetMet: true });
  });
});

describe("an original", () => {
  it("is the best that fits where it is lossy and within the budget itself, without an encode", async () => {
    const original = await opaque(photo).jpeg({ quality: 85 }).toBuffer();
    const output = await budgeted(original, { maxBytes: original.length });
    expect(output).toMatchObject({ outcomeReason: "within_budget", score: 100, targetMet: true, candidates: [] });
    expect(output.bytes).toBeLessThanOrEqual(original.length);
  });
  it("that is too large does not stand, however little is saved", async () => {
    const original = await opaque(photo).jpeg({ quality: 60, mozjpeg: true }).toBuffer();
    const output = await budgeted(original, { maxBytes: Math.round(original.length * 0.97), minSavingPercent: 50 });
    expect(output).toMatchObject({ outcome: "compressed", targetMet: true });
  });
  it("stands where it fits and the wanted quality would not", async () => {
    const original = await opaque(photo).jpeg({ quality: 30, mozjpeg: true }).toBuffer();
    const output = await budgeted(original, { quality: "visually-lossless", maxBytes: original.length });
    expect(output).toMatchObject({ score: 100, targetMet: true });
    expect(output.bytes).toBeLessThanOrEqual(original.length);
  });
  it("is not outweighed by a file of another format because that may weigh more", async () => {
    const original = await opaque(photo).jpeg({ quality: 60 }).toBuffer();
    const output = await budgeted(original, { formats: ["webp"], maxBytes: original.length * 10 });
    expect(output.bytes).toBeLessThanOrEqual(original.length);
    expect(output.outcome).toBe("compressed");
  });
});

describe("several formats", () => {
  it("are each within the budget", async () => {
    const { outputs } = await run(await pngOf(photo), { formats: ["jpeg", "webp", "png", "auto"], maxBytes: 9000 });
    expect(outputs).toHaveLength(4);
    for (const { bytes, targetMet } of outputs) expect(bytes <= 9000).toBe(targetMet);
    for (const output of outputs) expect(output.targetMet).toBe(true);
  });
});

describe("auto within maxBytes", () => {
  it("is the best of its candidates that fit", async () => {
    const output = await budgeted(await pngOf(photo), { formats: ["auto"], maxBytes: 9000 });
    expect(output.targetMet).toBe(true);
    const scores = output.candidates.flatMap(({ score: scored, bytes }) => (scored !== null && (bytes ?? 0) <= 9000 ? [scored] : []));
    expect(output.score).toBe(Math.max(...scores));
  });
  it("keeps alpha", async () => {
    const output = await budgeted(await open(fading).png().toBuffer(), { formats: ["auto"], maxBytes: 900 });
    expect(output.targetMet).toBe(true);
    expect((await sharp(output.file).metadata()).hasAlpha).toBe(true);
  });
  it.each(["png", "webp", "auto"] as const)("is exact where that fits: %s", async (format) => {
    const original = await opaque(stripes).png({ compressionLevel: 0 }).toBuffer();
    const output = await budgeted(original, { formats: [format], maxBytes: 2000 });
    expect(output).toMatchObject({ score: 100, lossless: true, targetMet: true, outcome: "compressed" });
    for (const { lossless, outcome } of output.candidates) if (!lossless) expect(outcome).toBe("skipped");
  });
});

describe("where time is short", () => {
  it.each(lossy)("one file is written, is told for what it is, and so is the reason: %s", async (format) => {
    const { outputs } = await run(await pngOf(photo), { formats: [format], maxBytes: 3000 }, { maxSeconds: 0.001 });
    expect(outputs).toMatchObject([{ encodes: 1, candidates: [{ outcome: "won", reason: "out_of_time" }] }]);
    for (const { bytes, targetMet } of outputs) expect(bytes <= 3000).toBe(targetMet);
  });
});

import { score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { lowScore } from "../../src/film/film-sample.ts";
import { type Frame, readFrames } from "../../src/film/frames.ts";
import { writeGifDelays } from "../../src/film/gif-delays.ts";
import { type Painting, paint } from "../painting.ts";
import { run, runForOne } from "../run.ts";

const size = { width: 72, height: 56 };
const delaysOf = (count: number) => Array.from({ length: count }, (_, frame) => 40 + (frame % 5) * 30);
/** A camera that moves over hills. */
const pan = (count: number) => Array.from({ length: count }, (_, frame) => paint(size, (x, y) => hillsAt(x + frame * 3, y + frame)));
function hillsAt(x: number, y: number): [number, number, number, number] {
  const light = 128 + 50 * Math.sin(x / 9) * Math.cos(y / 13) + 25 * Math.sin(x / 3 + y / 4);
  return [light + 12 * Math.sin(x / 30), light, light - 12 * Math.cos(y / 25), 255];
}
/** A drawing in which a small square wanders. */
const drawn = (count: number) =>
  Array.from({ length: count }, (_, frame) =>
    paint(size, (x, y) =>
      x >= frame * 2 && x < frame * 2 + 8 && y > 20 && y < 30 ? [220, 60, 20, 255] : y < 12 ? [30, 60, 120, 255] : [250, 250, 245, 255],
    ),
  );
const roll = (frames: readonly Painting[]) =>
  sharp(Buffer.concat(frames.map(({ rgba }) => rgba)), {
    raw: { ...size, height: size.height * frames.length, channels: 4, pageHeight: size.height },
  });
const gif = (frames: readonly Painting[], loop = 0) =>
  roll(frames)
    .gif({ delay: delaysOf(frames.length), loop, dither: 0 })
    .toBuffer();
const webp = (frames: readonly Painting[]) =>
  roll(frames)
    .webp({ lossless: true, delay: delaysOf(frames.length) })
    .toBuffer();

/** Scores of all frames, apart from the engine's own. */
async function scoresOf(original: Buffer, file: Buffer): Promise<number[]> {
  const [wanted, seen] = [await readFrames(sharp(original, { pages: -1 }), size), await readFrames(sharp(file, { pages: -1 }), size)];
  expect(seen).toHaveLength(wanted.length);
  return wanted.map((frame, index) => score(frame, seen[index] as Frame));
}

describe("a film by score", () => {
  it.each([
    ["GIF", "webp", 65],
    ["GIF", "original", 78],
    ["WebP", "original", 78],
  ] as const)("of few frames has the score that is told, by all of them: %s as %s", async (kind, requested, target) => {
    const original = await (kind === "GIF" ? gif : webp)(pan(9));
    const output = await runForOne(original, { formats: [requested], quality: { target } });
    expect(output).toMatchObject({ outcome: "compressed", target, targetMet: true, search: "reached" });
    expect(output.bytes).toBeLessThan(original.length);
    expect(lowScore(await scoresOf(original, output.file))).toBeCloseTo(output.score as number, 6);
    expect(output.score).toBeGreaterThanOrEqual(target - 0.5);
    expect(await sharp(output.file).metadata()).toMatchObject({ delay: delaysOf(9), loop: 0 });
  });
  it("of many frames has no frame far under it, though not all are looked at", async () => {
    const original = await gif(pan(32), 3);
    const output = await runForOne(original, { formats: ["webp"], quality: { target: 65 } });
    expect(output).toMatchObject({ targetMet: true });
    expect(Math.min(...(await scoresOf(original, output.file)))).toBeGreaterThan(58);
    expect(await sharp(output.file).metadata()).toMatchObject({ pages: 32, delay: delaysOf(32), loop: 3 });
  });
  it("weighs more the nearer it is to be", async () => {
    const original = await webp(pan(6));
    const bytes = [];
    for (const target of [55, 70, 80]) bytes.push((await runForOne(original, { formats: ["webp"], quality: { target } })).bytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(new Set(bytes).size).toBe(3);
  });
  it("is handed back as it is when it was made here before", async () => {
    const { file } = await runForOne(await gif(pan(6)), { formats: ["webp"] });
    expect(await runForOne(file, { formats: ["original"] })).toMatchObject({
      outcomeReason: "compressed_before",
      score: 100,
      bytes: file.length,
    });
  });
  it("of one frame is measured too", async () => {
    const output = await runForOne(await gif(pan(1)), { formats: ["original"], maxWidth: 60 });
    expect(output).toMatchObject({ format: "gif", target: 78, targetMet: true });
    expect(output.score).toBeGreaterThan(77);
  });
  it("says so where no setting reaches the target", async () => {
    const output = await runForOne(await gif(pan(6)), { formats: ["webp"], quality: { target: 99 } });
    expect(output).toMatchObject({ search: "unreachable", targetMet: false });
  });
  it("is written all the same where time is short, and says that it was", async () => {
    const { outputs } = await run(await gif(pan(40)), { formats: ["webp"] }, { maxSeconds: 0.05 });
    expect(outputs[0]?.candidates[0]).toMatchObject({ outcome: "won", reason: "out_of_time" });
    expect(outputs[0]?.score).toEqual(expect.any(Number));
  });
  it.each([
    ["of few frames", 8, {}],
    ["of few frames that nothing came near to", 8, { quality: { target: 99 } }],
    ["of many frames that nothing came near to", 18, { quality: { target: 99 } }],
    ["that is to fill a budget", 8, { maxBytes: 3000 }],
  ] as const)("is written once where there is no time for more, and the others say so: one %s", async (_, count, wanted) => {
    const { outputs } = await run(await gif(pan(count)), { formats: ["auto"], ...wanted }, { maxSeconds: 0.001 });
    const [first, ...others] = outputs[0]?.candidates ?? [];
    expect(first).toMatchObject({ format: "webp", lossless: false, bytes: expect.any(Number) });
    expect(others.map(({ format, outcome, reason }) => [format, outcome, reason])).toEqual([
      ["webp", "skipped", "out_of_time"],
      ["gif", "skipped", "out_of_time"],
    ]);
  });
  it("is written as a GIF where that was asked for, however short the time", async () => {
    const { outputs } = await run(await gif(pan(18)), { formats: ["original"], maxWidth: 60 }, { maxSeconds: 0.001 });
    expect(outputs[0]).toMatchObject({ format: "gif", candidates: [{ outcome: "won", reason: "out_of_time" }] });
  });
  it.each(["webp", "original"] as const)("keeps every frame and its time, of a thousand: %s", async (format) => {
    const small = { width: 16, height: 12 };
    const frames = Array.from({ length: 1000 }, (_, frame) =>
      paint(small, (x, y) => [(x * 9 + frame * 47) % 256, (y * 16 + frame * 31) % 256, (frame * 59) % 256, 255]),
    );
    const delay = frames.map((_, frame) => 20 + (frame % 7) * 10);
    const raw = { ...small, height: small.height * frames.length, channels: 4, pageHeight: small.height } as const;
    const file = await sharp(Buffer.concat(frames.map(({ rgba }) => rgba)), { raw })
      .gif({ delay, loop: 1, effort: 1 })
      .toBuffer();
    const output = await runForOne(file, { formats: [format], quality: "small" });
    expect(await sharp(output.file, { pages: -1 }).metadata()).toMatchObject({ pages: 1000, delay, loop: 1 });
    expect(output.bytes).toBeLessThanOrEqual(file.length);
  });
});

describe("a film in which frames come again", () => {
  const again = (frames: readonly Painting[], delay = delaysOf(frames.length), loop = 3) =>
    roll(frames).gif({ delay, loop, dither: 0, keepDuplicateFrames: true }).toBuffer();
  const [first, second, third] = pan(3) as [Painting, Painting, Painting];
  /** Camera noise of one step, which no quality below the highest keeps. */
  const noisy = (frame: Painting, seed: number) => ({
    ...frame,
    rgba: frame.rgba.map((value, place) => (place % 4 === 3 ? 255 : Math.min(255, value + ((place * 7 + seed * 13) % 11 === 0 ? 1 : 0)))),
  });

  it.each([
    ["in the middle", [first, second, second, second, third]],
    ["at the beginning", [first, first, first, second, third]],
    ["at the end", [first, second, third, third, third]],
    ["only", [first, first, first, first]],
    ["nearly", [first, noisy(first, 1), noisy(first, 2), second, noisy(second, 3)]],
  ])("has every frame, its time and the score that is told: %s", async (_, frames) => {
    const original = await again(frames);
    for (const format of ["webp", "original", "auto"] as const) {
      const output = await runForOne(original, { formats: [format], quality: "small" });
      expect(await sharp(output.file).metadata()).toMatchObject({ pages: frames.length, delay: delaysOf(frames.length), loop: 3 });
      expect(output.bytes).toBe(output.file.length);
      if (format !== "webp") expect(output.bytes).toBeLessThanOrEqual(original.length);
      expect(lowScore(await scoresOf(original, output.file))).toBeCloseTo(output.score as number, 6);
    }
  });
  it("has all of a thousand, where nine in ten are the one before", async () => {
    const small = drawn(10);
    const frames = Array.from({ length: 1000 }, (_, frame) => small[Math.floor(frame / 10) % 10] as Painting);
    const original = await again(frames, delaysOf(1000), 1);
    for (const format of ["webp", "auto"] as const) {
      const output = await runForOne(original, { formats: [format] });
      expect(await sharp(output.file).metadata()).toMatchObject({ pages: 1000, delay: delaysOf(1000), loop: 1 });
    }
  });
  it("fits the bytes that are allowed with all of its frames", async () => {
    const frames = pan(8).flatMap((frame) => [frame, frame, frame]);
    const maxBytes = 4000;
    const output = await runForOne(await again(frames), { formats: ["webp"], maxBytes });
    expect(output).toMatchObject({ targetMet: true, search: "budget" });
    expect(output.file.length).toBeLessThanOrEqual(maxBytes);
    expect((await sharp(output.file).metadata()).delay).toEqual(delaysOf(frames.length));
  });
  it("stays what it is where frames for nothing would make it larger", async () => {
    const original = await again(Array.from({ length: 30 }, () => first));
    const output = await runForOne(original, { formats: ["auto"] });
    expect(output.bytes).toBeLessThanOrEqual(original.length);
    expect((await sharp(output.file).metadata()).pages).toBe(30);
  });
  it.each(["original", "webp"] as const)("keeps times above a minute where it is scaled: %s", async (format) => {
    const delays = [70_000, 655_350, 20];
    const original = writeGifDelays(await again([first, first, second]), delays);
    expect((await sharp(original).metadata()).delay).toEqual(delays);
    const output = await runForOne(original, { formats: [format], maxWidth: 30 });
    expect((await sharp(output.file).metadata()).delay).toEqual(delays);
  });
});

describe("auto of a film", () => {
  it.each([
    ["that was photographed", pan],
    ["that was drawn", drawn],
  ] as const)("takes the smallest that reaches the target, and never AVIF: one %s", async (_, make) => {
    const original = await gif(make(8));
    const output = await runForOne(original, { formats: ["auto"] });
    const encoded = output.candidates.filter(({ outcome }) => outcome === "won" || outcome === "lost");
    expect(new Set(output.candidates.map(({ format }) => format))).toEqual(new Set(["webp", "gif"]));
    expect(output.targetMet).toBe(true);
    for (const { bytes, score: came } of encoded) if ((came ?? 0) >= 77.5) expect(output.bytes).toBeLessThanOrEqual((bytes as number) + 64);
  });
});

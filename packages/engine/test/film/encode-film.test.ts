import { score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { lowScore } from "../../src/film/film-sample.ts";
import { type Frame, readFrames } from "../../src/film/frames.ts";
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
  it("is not written without loss where there is no time for it, even if nothing else came near", async () => {
    const { outputs } = await run(await gif(pan(24)), { formats: ["auto"], quality: { target: 99 } }, { maxSeconds: 0.05 });
    expect(outputs[0]?.candidates.find(({ lossless }) => lossless)).toMatchObject({ outcome: "skipped", reason: "out_of_time" });
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

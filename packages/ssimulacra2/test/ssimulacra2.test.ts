import { describe, expect, it } from "vitest";
import type { Arithmetic } from "../src/instance.ts";
import { bestArithmetic, type Picture, score } from "../src/ssimulacra2.ts";
import { decode, pairs } from "./pairs.ts";

// A processor without fused multiply-add has but one exact way.
const arithmetics: Arithmetic[] = bestArithmetic() === "fused" ? ["fused", "wide"] : ["wide"];

describe("a pair of photographs or screenshots", () => {
  it.each(pairs)("$distorted has the official score, in both arithmetics", async ({ original, distorted, score: official }) => {
    const [reference, other] = await Promise.all([decode(original), decode(distorted)]);
    const scores = arithmetics.map((arithmetic) => score(reference, other, { arithmetic }));
    for (const ours of scores) expect(Math.abs(ours - official)).toBeLessThan(0.001);
    expect(scores[0]).toBeCloseTo(scores.at(-1) ?? 0, 6);
  });

  it("has the very same score again", async () => {
    const [reference, distorted] = await Promise.all([decode("kodak-3.webp"), decode("kodak-3-jpeg-q90.jpg")]);
    expect(score(reference, distorted)).toBe(score(reference, distorted));
  });

  it("has 100 when they are identical, at any size and in both arithmetics", async () => {
    for (const part of [undefined, { width: 1, height: 1 }, { width: 9, height: 130 }, { width: 114, height: 113 }]) {
      const picture = await decode("kodak-3.webp", part);
      for (const arithmetic of arithmetics) expect(score(picture, picture, { arithmetic })).toBe(100);
    }
  });

  it("of different sizes is refused", async () => {
    const picture = await decode("kodak-3.webp", { width: 20, height: 20 });
    expect(() => score(picture, { ...picture, height: 19 })).toThrow(expect.objectContaining({ reason: "sizes_differ" }));
  });
});

describe("transparency", () => {
  const part = { width: 120, height: 120 };
  const withAlpha = ({ data, ...picture }: Picture, alpha: (pixel: number) => number): Picture => ({
    ...picture,
    channels: 4,
    data: Uint8Array.from({ length: (data.length / 3) * 4 }, (_, at) =>
      at % 4 === 3 ? alpha(at >> 2) : (data[(at >> 2) * 3 + (at % 4)] ?? 0),
    ),
  });
  const over = ({ data, ...picture }: Picture, grey: number): Picture => ({
    ...picture,
    channels: 3,
    data: Uint8Array.from({ length: (data.length / 4) * 3 }, (_, at) => {
      const pixel = Math.floor(at / 3) * 4;
      const alpha = data[pixel + 3] ?? 0;
      return Math.round(((data[pixel + (at % 3)] ?? 0) * alpha + grey * (255 - alpha)) / 255);
    }),
  });

  it("that hides nothing changes nothing", async () => {
    const [reference, distorted] = await Promise.all([decode("kodak-3.webp", part), decode("kodak-3-jpeg-q40.jpg", part)]);
    const plain = score(reference, distorted);
    expect(
      score(
        withAlpha(reference, () => 255),
        withAlpha(distorted, () => 255),
      ),
    ).toBe(plain);
    expect(
      score(
        withAlpha(reference, () => 255),
        distorted,
      ),
    ).toBe(plain);
  });

  it("is scored over grey and over white, and the worse counts", async () => {
    const [reference, distorted] = await Promise.all([decode("kodak-3.webp", part), decode("kodak-3-jpeg-q40.jpg", part)]);
    const [a, b] = [withAlpha(reference, (pixel) => pixel % 256), withAlpha(distorted, (pixel) => pixel % 251)];
    const [grey, white] = [128, 255].map((level) => score(over(a, level), over(b, level))) as [number, number];
    expect(grey).not.toBe(white);
    expect(score(a, b)).toBe(Math.min(grey, white));
  });

  it("lost by the distorted picture counts, whatever colour lay hidden", async () => {
    const white = withAlpha(await decode("kodak-3.webp", part), () => 0);
    const lost = { ...white, data: white.data.map((value, at) => (at % 4 === 3 ? 255 : value)) };
    expect(score(white, lost)).toBeLessThan(50);
    expect(score(white, { ...white, data: white.data.map((value, at) => (at % 4 === 3 ? 0 : 255 - value)) })).toBe(100);
  });
});

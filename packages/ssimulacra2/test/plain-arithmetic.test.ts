import { describe, expect, it } from "vitest";
import type { Arithmetic } from "../src/instance.ts";
import { bestArithmetic, score } from "../src/ssimulacra2.ts";
import { weights } from "../src/weights.ts";
import { decode, pairs } from "./pairs.ts";
import { plainScore } from "./plain-arithmetic.ts";

// A processor without fused multiply-add has but one exact way.
const arithmetics: Arithmetic[] = bestArithmetic() === "fused" ? ["fused", "wide"] : ["wide"];

it("the plain arithmetic gives the official score to its last digit", async () => {
  const {
    original,
    distorted,
    score: official,
  } = pairs.find((pair) => pair.distorted.includes("collapsed-trait-impls-jpeg-q96")) ?? pairs[0]!;
  expect(plainScore(await decode(original), await decode(distorted), weights)).toBeCloseTo(official, 7);
});

describe("a picture with fewer than six scales is scored as by the plain arithmetic", () => {
  it.each([
    [8, 8],
    [9, 15],
    [15, 16],
    [13, 130],
    [131, 17],
    [33, 31],
    [64, 63],
    [65, 67],
    [112, 200],
    [223, 112],
  ])("%i by %i", (width, height) => agrees(width, height, 1e-5));
});

describe("a picture with all six scales, to a thousandth: what has next to no weight is left out", () => {
  it.each([
    [113, 113],
    [127, 129],
    [114, 227],
    [224, 131],
    [225, 226],
  ])("%i by %i", (width, height) => agrees(width, height, 1e-3));
});

describe("a side under 8 pixels goes on with its last pixel", () => {
  it.each([
    [1, 1],
    [7, 40],
    [40, 3],
    [2, 5],
  ])("%i by %i", async (width, height) => {
    const [reference, distorted] = await both({ width, height });
    const enlarged = [reference, distorted].map(({ data }) => ({
      width: Math.max(width, 8),
      height: Math.max(height, 8),
      channels: 3 as const,
      data: Uint8Array.from({ length: Math.max(width, 8) * Math.max(height, 8) * 3 }, (_, at) => {
        const pixel = Math.floor(at / 3);
        const x = Math.min(pixel % Math.max(width, 8), width - 1);
        const y = Math.min(Math.floor(pixel / Math.max(width, 8)), height - 1);
        return data[(y * width + x) * 3 + (at % 3)] ?? 0;
      }),
    }));
    expect(score(reference, distorted)).toBe(score(enlarged[0]!, enlarged[1]!));
    expect(score(reference, { ...distorted, data: distorted.data.map((value) => value ^ 64) })).toBeLessThan(99);
  });
});

async function both(part: { width: number; height: number }) {
  return [await decode("kodak-3.webp", part), await decode("kodak-3-jpeg-q40.jpg", part)] as const;
}

async function agrees(width: number, height: number, within: number) {
  const [reference, distorted] = await both({ width, height });
  const plain = plainScore(reference, distorted, weights);
  for (const arithmetic of arithmetics) expect(Math.abs(score(reference, distorted, { arithmetic }) - plain)).toBeLessThan(within);
}

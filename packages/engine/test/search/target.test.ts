import { describe, expect, it } from "vitest";
import { numberFor, presetTargets, targetOf } from "../../src/search/target.ts";

const numbers = { small: 77, balanced: 85, high: 92, "visually-lossless": 97 };

describe("the score a recipe wants", () => {
  it("is the preset's, the target itself, or none where the encoder's number is given", () => {
    expect(targetOf({ quality: "balanced" })).toBe(78);
    expect(targetOf({ quality: { target: 81.5 } })).toBe(81.5);
    expect(targetOf({ quality: { encoder: 80 } })).toBe(null);
  });
});

describe("the number that stands in for a score", () => {
  it("is the preset's at its score, and rises with the score", () => {
    for (const [preset, target] of Object.entries(presetTargets)) expect(numberFor(target, numbers)).toBe(numbers[preset as "small"]);
    const all = Array.from({ length: 71 }, (_, index) => numberFor(30 + index, numbers));
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    expect([numberFor(30, numbers) >= 1, numberFor(100, numbers)]).toEqual([true, 100]);
  });
});

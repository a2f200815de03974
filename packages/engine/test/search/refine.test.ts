import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inSteps, meanAt } from "../../src/search/ladder.ts";
import { ladders } from "../../src/search/ladders.ts";
import { bestOf, byLadder, nextQuality, reaches, type Tried } from "../../src/search/refine.ts";

const { finish: rungs } = inSteps(ladders.jpeg420);

/** A picture that answers the ladder by a slope and an offset of its own. */
const pictures = fc.record({
  slope: fc.double({ min: 0.4, max: 3, noNaN: true }),
  offset: fc.double({ min: -1, max: 1, noNaN: true }),
  surprise: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
  target: fc.integer({ min: 30, max: 100 }),
  start: fc.integer({ min: 30, max: 98 }),
});

function walk({ slope, offset, surprise, target, start }: typeof pictures extends fc.Arbitrary<infer Picture> ? Picture : never) {
  const scoreAt = (quality: number) => 100 - Math.exp(3 + offset + slope * (meanAt(rungs, quality) - 3));
  const expectAt = (quality: number) => Math.log(100 - Math.min(99.9, scoreAt(quality))) + surprise;
  const tried: Tried[] = [];
  const search = { target, aim: 0.05, foresee: byLadder(rungs, expectAt), sure: false };
  for (let next: number | null = start; next !== null; next = nextQuality(tried, search)) {
    tried.push({ quality: next, score: scoreAt(next), bytes: next * 1000 });
  }
  return { tried, scoreAt };
}

describe("the walk to a target, whatever the picture", () => {
  it("ends, tries no quality twice and reaches the target where the top quality does", () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const { tried, scoreAt } = walk(picture);
        expect(new Set(tried.map(({ quality }) => quality)).size).toBe(tried.length);
        const best = bestOf(tried, picture.target);
        if (scoreAt(98) >= picture.target - 0.5) expect(reaches(best, picture.target)).toBe(true);
        else expect(best.quality).toBe(98);
      }),
    );
  });
  it("writes four files at most once one of them reaches it", () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const { tried } = walk(picture);
        const first = tried.findIndex((file) => reaches(file, picture.target));
        if (first !== -1) expect(tried.length).toBeLessThanOrEqual(Math.max(4, first + 1));
      }),
    );
  });
});

describe("the file that is handed out", () => {
  it("is the smallest that reaches the target, and the closest where none does", () => {
    const tried = [
      { quality: 60, bytes: 60, score: 70 },
      { quality: 70, bytes: 75, score: 77.6 },
      { quality: 75, bytes: 70, score: 78.4 },
    ];
    expect(bestOf(tried, 78)).toMatchObject({ quality: 75 });
    expect(bestOf(tried, 90)).toMatchObject({ quality: 75 });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Filling, fillUp, fittest, nextToFill } from "../../src/budget/fill.ts";

const filling: Filling = {
  most: 1000,
  lowest: 1,
  highest: 100,
  expect: (quality) => 4 + quality / 25,
  aim: 0.98,
  enough: 0.97,
  mostTries: 8,
};
const always = { known: [], hasTime: () => true };
const writing = (bytesAt: (quality: number) => number) => async (quality: number) => ({ quality, bytes: bytesAt(quality) });

describe("filling a budget", () => {
  it("ends within eight tries with a file that fits and is full, or is the highest quality that fits", async () => {
    const curves = fc.record({
      offset: fc.double({ min: -3, max: 2, noNaN: true }),
      slope: fc.double({ min: 0.6, max: 1.8, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(curves, async ({ offset, slope }) => {
        const bytesAt = (quality: number) => Math.round(Math.exp(4 + offset + (slope * quality) / 25));
        const tried = await fillUp(writing(bytesAt), filling, always);
        expect(tried.length).toBeLessThanOrEqual(8);
        const best = fittest(tried, filling.most);
        if (best === null) return expect(bytesAt(1)).toBeGreaterThan(filling.most);
        const isFull = best.bytes >= filling.enough * filling.most;
        expect(isFull || best.quality === 100 || bytesAt(best.quality + 1) > filling.most).toBe(true);
      }),
    );
  });
  it("finds a file that fits where one does, however little the sizes are like what was expected", async () => {
    const steps = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 101, maxLength: 101 });
    await fc.assert(
      fc.asyncProperty(steps, async (grows) => {
        const sizes = grows.reduce<number[]>((all, more) => [...all, (all.at(-1) ?? 200) + more], []);
        const tried = await fillUp(
          writing((quality) => sizes[quality] as number),
          filling,
          always,
        );
        expect(fittest(tried, filling.most) !== null).toBe((sizes[1] as number) <= filling.most);
      }),
    );
  });
  it("takes one more file only where there is time for it", async () => {
    const tried = await fillUp(
      writing((quality) => quality * 100),
      filling,
      { known: [], hasTime: () => false },
    );
    expect(tried).toHaveLength(1);
  });
  it("goes on from the files that are there", () => {
    const known = [
      { quality: 40, bytes: 900 },
      { quality: 42, bytes: 1100 },
    ];
    expect(nextToFill(known, filling)).toBe(41);
    expect(nextToFill([...known, { quality: 41, bytes: 1001 }], filling)).toBeNull();
  });
});

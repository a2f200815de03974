import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanAt } from "../../src/search/ladder.ts";
import { ladders } from "../../src/search/ladders.ts";
import { nextSetting, type OwnLadder } from "../../src/search/next-setting.ts";
import { OwnSteps } from "../../src/search/own-steps.ts";
import { bestOf, reaches, type Tried } from "../../src/search/refine.ts";

const rungs = ladders.jpeg420.probe;

/** A picture that stands still for some qualities and then jumps; in the other steps it jumps elsewhere, and its tiles are a little off. */
const pictures = fc.record({
  offset: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
  jumps: fc.integer({ min: 1, max: 5 }),
  other: fc.integer({ min: 1, max: 5 }),
  tilesOff: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
  target: fc.integer({ min: 60, max: 88 }),
});
type Picture = typeof pictures extends fc.Arbitrary<infer Some> ? Some : never;

async function walk({ offset, jumps, other, tilesOff, target }: Picture) {
  const distanceAt = (quality: number, finer: boolean) => {
    const every = finer ? other : jumps;
    return meanAt(rungs, Math.max(30, quality - (quality % every))) + offset;
  };
  const bytesAt = (quality: number, finer: boolean) => Math.round(1e6 * Math.exp(-distanceAt(quality, finer)) + quality);
  const looks: string[] = [];
  const steps = (finer: boolean) =>
    new OwnSteps({
      rungs,
      stairs: true,
      before: (quality) => meanAt(rungs, quality),
      measure: async (quality) => {
        looks.push(`${quality} ${finer}`);
        return { distance: distanceAt(quality, finer) - 0.1, bytes: bytesAt(quality, finer) };
      },
    });
  const own: OwnLadder = { first: true, usual: steps(false), finer: steps(true), off: 0.1 + tilesOff };
  const tried: Tried[] = [];
  for (;;) {
    const next = await nextSetting(tried, own, { target, aim: 0.05 });
    if (next === null) break;
    const { quality, finer } = next;
    tried.push({ quality, finer, score: 100 - Math.exp(distanceAt(quality, finer)), bytes: bytesAt(quality, finer) });
  }
  return { tried, looks, top: 100 - Math.exp(distanceAt(98, false)) };
}

describe("the walk by a picture's own steps", () => {
  it("reaches the target where the top quality does, and writes no file twice", async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const { tried, top } = await walk(picture);
        expect(new Set(tried.map(({ quality, finer }) => `${quality} ${finer}`)).size).toBe(tried.length);
        if (top >= picture.target - 0.5) expect(reaches(bestOf(tried, picture.target), picture.target)).toBe(true);
      }),
    );
  });
  it("writes but one file where the tiles foretell the whole exactly", async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const { tried, top } = await walk({ ...picture, tilesOff: 0 });
        const [first] = tried;
        if (top >= picture.target + 1 && first !== undefined && first.score <= picture.target + 1) expect(tried).toHaveLength(1);
      }),
    );
  });
  it("measures no quality of the tiles twice", async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const { looks } = await walk(picture);
        expect(new Set(looks).size).toBe(looks.length);
      }),
    );
  });
  it("takes the other steps where the usual ones leave a gap around the target", async () => {
    const stairs = { offset: 0, jumps: 5, other: 1, tilesOff: 0, target: 79 };
    const { tried } = await walk(stairs);
    const best = bestOf(tried, 79);
    expect(best).toMatchObject({ finer: true });
    expect(best.score - 79).toBeLessThan(0.7);
  });
  it("ends where a file in the other steps is near, and the usual ones are expected to come no nearer", async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const { tried } = await walk({ ...picture, tilesOff: 0 });
        const first = tried.findIndex((file) => file.finer === true && reaches(file, picture.target));
        const written = first < 0 ? null : tried[first];
        for (const file of written == null ? [] : tried.slice(first + 1)) {
          if (file.finer !== true) expect(file.score).toBeLessThan((written as Tried).score);
        }
      }),
    );
  });
});

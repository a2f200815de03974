import { describe, expect, it } from "vitest";
import { lowScore } from "../../src/film/film-sample.ts";
import { runsOf } from "../../src/film/runs.ts";

describe("what is looked at of a film", () => {
  it("is all of a short one", () => {
    expect(runsOf(16, 10_000)).toEqual([{ from: 0, count: 16 }]);
    expect(runsOf(4, 20_000_000)).toEqual([{ from: 0, count: 4 }]);
  });
  it.each([
    [17, 10_000],
    [1000, 10_000],
    [1000, 1_000_000],
    [5, 20_000_000],
  ])("are stretches from the first frame to the last, none twice: %i frames of %i pixels", (frames, pixels) => {
    const runs = runsOf(frames, pixels);
    expect(runs[0]?.from).toBe(0);
    expect((runs.at(-1)?.from ?? 0) + (runs.at(-1)?.count ?? 0)).toBe(frames);
    for (const [index, run] of runs.slice(1).entries()) expect(run.from).toBeGreaterThanOrEqual((runs[index]?.from ?? 0) + run.count);
    expect(runs.reduce((sum, { count }) => sum + count, 0) * pixels).toBeLessThanOrEqual(Math.max(8_000_000, 4 * pixels));
  });
});

describe("the score of a film", () => {
  it("is its worst frame's, of up to ten", () => {
    expect(lowScore([90, 71, 95])).toBe(71);
    expect(lowScore([80, 90, 95, 70, 85, 86, 87, 88, 89, 91])).toBe(70);
  });
  it("leaves one in ten aside", () => {
    expect(lowScore([10, 20, ...Array.from({ length: 19 }, () => 80)])).toBe(80);
    expect(lowScore([10, ...Array.from({ length: 15 }, () => 80)])).toBe(80);
  });
});

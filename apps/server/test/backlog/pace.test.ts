import { describe, expect, it } from "vitest";
import { Pace } from "../../src/backlog/pace.ts";

const second = 1000;

/** A pace that has heard of tasks which ended at these seconds, each created at the second before the colon. */
function paceOf(...tasks: [createdAt: number, finishedAt: number][]): Pace {
  const pace = new Pace();
  for (const [createdAt, finishedAt] of tasks) pace.finished(createdAt * second, finishedAt * second);
  return pace;
}

describe("tasks a second", () => {
  it("are not known before two were heard of, for of the first nobody knows what went before", () => {
    expect(paceOf().perSecond(0)).toBeNull();
    expect(paceOf([0, 600]).perSecond(0)).toBeNull();
  });

  it("are those that get done while there is something to do", () => {
    const all = Array.from({ length: 100 }, (_, at): [number, number] => [0, at / 4]);
    expect(paceOf(...all).perSecond(0)).toBeCloseTo(4);
  });

  it("do not fall by the night in which there was nothing to do", () => {
    const evening: [number, number][] = [
      [0, 2],
      [0, 4],
      [0, 6],
    ];
    const morning: [number, number][] = [
      [40_000, 40_002],
      [50_000, 50_002],
    ];
    expect(paceOf(...evening, ...morning).perSecond(0)).toBeCloseTo(0.5);
  });

  it("follow what changed: old finishes count less and less", () => {
    const slow = Array.from({ length: 50 }, (_, at): [number, number] => [0, at * 10]);
    const fast = Array.from({ length: 400 }, (_, at): [number, number] => [0, 500 + at / 10]);
    expect(paceOf(...slow, ...fast).perSecond(0)).toBeGreaterThan(8);
  });

  it("fall while tasks are there and none gets done, and no longer once one does or none is there", () => {
    const pace = paceOf([0, 1], [0, 2], [0, 3]);
    pace.seen(5, 100 * second);
    pace.seen(5, 150 * second);
    expect(pace.perSecond(200 * second)).toBeLessThan(0.03);
    pace.finished(0, 4 * second);
    expect(pace.perSecond(300 * second)).toBeCloseTo(1);
    pace.seen(1, 300 * second);
    pace.seen(0, 400 * second);
    expect(pace.perSecond(500 * second)).toBeCloseTo(1);
  });

  it("do not take a time in which nothing was heard for one in which nothing was done", () => {
    const pace = paceOf([0, 1], [0, 2], [0, 3]);
    pace.missed();
    pace.finished(0, 10_000 * second);
    pace.finished(0, 10_001 * second);
    expect(pace.perSecond(0)).toBeCloseTo(1);
  });
});

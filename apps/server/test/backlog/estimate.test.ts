import { expect, it } from "vitest";
import { estimatedSeconds } from "../../src/backlog/estimate.ts";
import { Pace } from "../../src/backlog/pace.ts";

it("is the time in which so many get done, rounded up the more the longer it is", () => {
  const told = [1, 10, 59, 61, 605, 3601].map((seconds) => estimatedSeconds(seconds * 4, 4));
  expect(told).toEqual([1, 10, 59, 70, 660, 3660]);
});

it("is never less than one task takes, and a second at the least", () => {
  expect(estimatedSeconds(0, 0.1)).toBe(10);
  expect(estimatedSeconds(1, 1000)).toBe(1);
});

it("is not made up while nothing was measured", () => {
  expect(estimatedSeconds(5, null)).toBeNull();
});

/** When each task of a backlog is done that is there at second 0, by so many children, whose tasks take from 1 to 9 seconds. */
function finishesOf(tasks: number, children: number): number[] {
  const free = Array<number>(children).fill(0);
  const finishes = Array.from({ length: tasks }, (_, nth) => {
    const child = free.indexOf(Math.min(...free));
    free[child] = (free[child] ?? 0) + 1 + ((nth * 7_919) % 81) / 10;
    return free[child];
  });
  return finishes.toSorted((one, other) => one - other);
}

it.each([1, 4, 16])(
  "comes true for %i children: what is told of any place is, but for the rounding, within a quarter of what it takes",
  (children) => {
    const finishes = finishesOf(400, children);
    const pace = new Pace();
    for (const [done, at] of finishes.entries()) {
      pace.finished(0, at * 1000);
      if (done < 60) continue;
      for (const ahead of [20, 50, 100, 200]) {
        const told = estimatedSeconds(ahead, pace.perSecond(0));
        const takes = (finishes[done + ahead] ?? Number.NaN) - at;
        if (Number.isNaN(takes)) continue;
        expect(told, `${ahead} ahead after ${done}`).toBeGreaterThan(takes * 0.75);
        expect(told, `${ahead} ahead after ${done}`).toBeLessThan(takes * 1.25 + 10);
      }
    }
  },
);

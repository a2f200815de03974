import { expect, it } from "vitest";
import { estimatedSeconds } from "../../src/backlog/estimate.ts";

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

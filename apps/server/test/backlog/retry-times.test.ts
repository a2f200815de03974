import { describe, expect, it } from "vitest";
import { RetryTimes } from "../../src/backlog/retry-times.ts";

describe("when those who are refused should come again", () => {
  it("is when there is room: after as many tasks as must go first", () => {
    expect(new RetryTimes().next(1, 0.1, 0)).toBe(10);
    expect(new RetryTimes().next(7, 2, 0)).toBe(4);
  });

  it("is one after the other, so that not all come for the same room", () => {
    const times = new RetryTimes();
    expect(Array.from({ length: 5 }, () => times.next(1, 0.5, 0))).toEqual([2, 4, 6, 8, 10]);
    expect(times.next(1, 0.5, 9_000)).toBe(3);
  });

  it("is at least a second and at most two minutes, whatever was measured and however many ask", () => {
    expect(new RetryTimes().next(1, 1_000, 0)).toBe(1);
    expect(new RetryTimes().next(1, 0.0001, 0)).toBe(120);
    const times = new RetryTimes();
    for (let asked = 0; asked < 10_000; asked += 1) times.next(1, 1, 0);
    expect(times.next(1, 1, 0)).toBe(120);
    // The flood is forgotten with its own two minutes.
    expect(times.next(1, 1, 120_000)).toBe(1);
  });
});

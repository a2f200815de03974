import { describe, expect, it } from "vitest";
import { handBackLater } from "../src/hand-back.ts";

const config = { RETRY_FIRST_SECONDS: 1, RETRY_MAX_SECONDS: 60 };

describe("the pause before a task is delivered again", () => {
  it.each([
    [0, 1],
    [1, 2],
    [5, 32],
    [6, 60],
    [10_000, 60],
  ])("after %d hand-backs is at most %d s and at least half of that", (handBacks, seconds) => {
    for (let count = 0; count < 100; count += 1) {
      const { delayMs } = handBackLater(handBacks, config, null);
      expect(delayMs).toBeGreaterThanOrEqual(seconds * 500);
      expect(delayMs).toBeLessThanOrEqual(seconds * 1000);
    }
  });

  it("is not the same for all that failed together", () => {
    const pauses = Array.from({ length: 100 }, () => handBackLater(6, config, null).delayMs);
    expect(new Set(pauses).size).toBeGreaterThan(1);
  });
});

import { expect, test } from "vitest";
import { pauseMs } from "../src/backoff.ts";

test("pauses double from the first to the cap, jittered over their upper half", () => {
  const longest = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
  for (const [index, most] of longest.entries()) {
    for (let draw = 0; draw < 50; draw += 1) {
      const pause = pauseMs({ firstMs: 1_000, capMs: 30_000 }, index + 1);
      expect(pause).toBeGreaterThanOrEqual(most / 2);
      expect(pause).toBeLessThanOrEqual(most);
    }
  }
});

test("no number of failures takes a pause beyond its cap", () => {
  for (const failures of [30, 1_000, Number.MAX_SAFE_INTEGER]) {
    const pause = pauseMs({ firstMs: 1_000, capMs: 30_000 }, failures);
    expect(pause).toBeGreaterThanOrEqual(15_000);
    expect(pause).toBeLessThanOrEqual(30_000);
  }
});

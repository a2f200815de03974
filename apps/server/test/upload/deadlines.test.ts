import { describe, expect, it } from "vitest";
import { deadlinesOf } from "../../src/upload/deadlines.ts";

/** The longest an upload can take from its last byte to its answer, when storing takes so long and then nobody answers. */
function longest(seconds: number, local: boolean, storedAfterMs: number): number {
  const { storeMs, rowsMs, queueMs } = deadlinesOf(seconds, local);
  const stored = Math.min(storeMs, storedAfterMs);
  return stored + rowsMs(stored) + queueMs;
}

describe("the steps of an upload together", () => {
  it.each([0, 100, 1000, 5500, 60_000])("stay within ten seconds on a local disk that takes %d ms", (storedAfterMs) => {
    expect(longest(60, true, storedAfterMs)).toBeLessThan(10_000);
  });

  it.each([0, 20_000, 55_000, 120_000])("stay within UPLOAD_SECONDS where files lie elsewhere and take %d ms", (storedAfterMs) => {
    expect(longest(60, false, storedAfterMs)).toBeLessThanOrEqual(60_000);
  });

  it.each([true, false])("leave the rows some time however long storing took (local: %s)", (local) => {
    const { storeMs, rowsMs } = deadlinesOf(60, local);
    expect(rowsMs(storeMs)).toBeGreaterThanOrEqual(1000);
  });

  it("are all shorter where UPLOAD_SECONDS is", () => {
    expect(longest(1, true, 60_000)).toBeLessThanOrEqual(1000);
  });
});

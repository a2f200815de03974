import { describe, expect, it } from "vitest";
import type { Candidate } from "../src/candidates.ts";
import { EngineError } from "../src/engine-error.ts";
import { type Encode, weighAgainst } from "../src/weigh.ts";

const avif: Candidate = { format: "avif", mode: "lossy" };
const webp: Candidate = { format: "webp", mode: "lossy" };
const tooLarge = new EngineError("encode", "too_large_for_format", "WebP holds at most 16383 pixels a side.", { retryable: false });

/** Probes pass over AVIF, and WebP cannot hold the picture. */
const encode: Encode = async ({ format }) => {
  if (format === "webp") throw tooLarge;
  return { skipped: "larger_by_probe" };
};

describe("where nothing was encoded", () => {
  it("the original is left to stand, if probes passed one over, though another could not hold the picture", async () => {
    const { best, candidates } = await weighAgainst([avif, webp], encode, 1000);
    expect(best).toBeNull();
    expect(candidates.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["skipped", "larger_by_probe"],
      ["failed", "too_large_for_format"],
    ]);
  });
  it("the failure is told, if none could hold the picture", async () => {
    expect((await weighAgainst([webp], encode, 1000)).best).toBe(tooLarge);
  });
});

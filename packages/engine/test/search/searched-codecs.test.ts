import { describe, expect, it } from "vitest";
import { effortOf } from "../../src/search/searched-codec.ts";
import { searchedCodecOf } from "../../src/search/searched-codecs.ts";

const effort = (format: "jpeg" | "webp" | "avif", megapixels: number, hasty = false) =>
  effortOf(searchedCodecOf(format, { pixels: megapixels * 1_000_000, target: 78 }), hasty);

describe("the effort an encoder is given", () => {
  it.each([
    ["avif", 0.4, 3],
    ["avif", 12, 2],
    ["webp", 0.4, 6],
    ["webp", 12, 6],
  ] as const)("%s of %s megapixels: the usual, %s", (format, megapixels, usual) => {
    expect(effort(format, megapixels)).toEqual({ effort: usual, effortReason: null });
  });

  it.each([
    ["avif", 1],
    ["webp", 4],
  ] as const)("%s of a very large picture: less, and why", (format, less) => {
    expect(effort(format, 50)).toEqual({ effort: less, effortReason: "large_picture" });
  });

  it.each([
    ["avif", 0],
    ["webp", 1],
    ["jpeg", null],
  ] as const)("%s where time is short: the least, and why", (format, least) => {
    expect(effort(format, 12, true)).toEqual({ effort: least, effortReason: "out_of_time" });
  });
});

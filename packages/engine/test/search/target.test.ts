import { describe, expect, it } from "vitest";
import { targetOf } from "../../src/search/target.ts";

describe("the score a recipe wants", () => {
  it("is the preset's, the target itself, or none where the encoder's number is given", () => {
    expect(targetOf({ quality: "balanced" })).toBe(78);
    expect(targetOf({ quality: { target: 81.5 } })).toBe(81.5);
    expect(targetOf({ quality: { encoder: 80 } })).toBe(null);
  });
});

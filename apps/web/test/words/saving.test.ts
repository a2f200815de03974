import { describe, expect, it } from "vitest";
import { saving } from "../../src/words/saving.ts";

describe("what was saved", () => {
  it.each([
    [78.4, "78% saved"],
    [0.4, "0.4% saved"],
    [99.9, "99% saved"],
    [0, "Same size"],
    [-12.2, "12% larger"],
    [-250, "250% larger"],
  ])("%d percent is written as %s", (percent, written) => {
    expect(saving(percent)).toBe(written);
  });
});

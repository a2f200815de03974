import { expect, it } from "vitest";
import { likeness } from "../../src/words/likeness.ts";
import { outcomeSentence } from "../../src/words/outcome-sentence.ts";

it.each([
  [93.04, "no difference to be seen (93.0)"],
  [84.2, "looks the same, even side by side (84.2)"],
  [70, "looks the same unless you compare closely (70.0)"],
  [69.9, "some difference can be seen (69.9)"],
  [-12, "clearly different (-12.0)"],
])("a score of %s is told in words with its number", (score, words) => {
  expect(likeness(score)).toBe(words);
});

it.each([
  [
    { outcome: "kept_original", outcomeReason: "compressed_before", search: null },
    /^The original was kept: it was already compressed here/,
  ],
  [
    { outcome: "optimised_losslessly", outcomeReason: "not_smaller", search: null },
    /^Packed better without changing a pixel: nothing smaller/,
  ],
  [{ outcome: "larger_required", outcomeReason: "resized", search: null }, /^Larger than the original: you asked for another size\.$/],
  [{ outcome: "kept_original", outcomeReason: "some_new_reason", search: null }, /^The original was kept\.$/],
  [{ outcome: "compressed", outcomeReason: null, search: "unreachable" }, /^No setting of this format/],
  [{ outcome: "compressed", outcomeReason: null, search: "budget", targetMet: true, scale: null }, /^The best that fits into the size/],
  [{ outcome: "compressed", outcomeReason: null, search: "budget", targetMet: true, scale: 0.5 }, /^Scaled down, for nothing else fitted/],
  [{ outcome: "compressed", outcomeReason: null, search: "reached", targetMet: true, scale: 0.5 }, /^Scaled down, for nothing else fitted/],
  [{ outcome: "compressed", outcomeReason: null, search: "budget", targetMet: false }, /^Larger than you allow/],
  [
    { outcome: "kept_original", outcomeReason: "animation_kept", search: null, targetMet: false, score: 100 },
    /lose its animation\. It is larger than you allow\.$/,
  ],
  [
    { outcome: "kept_original", outcomeReason: "within_budget", search: null, targetMet: true, score: 100 },
    /within the size you allow as it is\.$/,
  ],
] as const)("an outcome that is not plain says why (%#)", (output, words) => {
  expect(outcomeSentence(output)).toMatch(words);
});

it("a plain outcome needs no explanation", () => {
  expect(outcomeSentence({ outcome: "compressed", outcomeReason: null, search: "reached" })).toBeNull();
});

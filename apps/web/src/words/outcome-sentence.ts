import type { PublicOutput } from "@pixpress/contracts";

const keptBecause: Record<string, string> = {
  not_smaller: "nothing smaller looked close enough",
  not_worth_a_generation: "it was compressed before, and once more would cost more than it saves",
  compressed_before: "it was already compressed here, to this quality or a better one",
  saving_below_minimum: "the saving would be below the wanted minimum",
  target_not_reached: "no encoder could come close enough to it",
  within_budget: "it is within the size you allow as it is",
  encode_failed: "the encoder could not write it anew",
  animation_kept: "another file would lose its animation",
  too_large_for_format: "it is too large for the other format",
};

const largerBecause: Record<string, string> = {
  format_requested: "you asked for another format",
  resized: "you asked for another size",
  rotated: "its pixels were turned upright",
  colour_converted: "its colours were converted to sRGB",
  metadata_removed: "its metadata had to go",
};

type Told = Pick<PublicOutput, "outcome" | "outcomeReason" | "search"> & Partial<Pick<PublicOutput, "targetMet" | "scale" | "score">>;

/** Why the file is what it is, where it is not simply the smaller one; null where there is nothing to explain. */
export function outcomeSentence(output: Told): string | null {
  const { outcome, outcomeReason, search, targetMet, scale } = output;
  const reason = outcomeReason ?? "";
  switch (outcome) {
    case "kept_original":
      return sentence("The original was kept", keptBecause[reason]) + excess(output);
    case "optimised_losslessly":
      return sentence("Packed better without changing a pixel", keptBecause[reason]) + excess(output);
    case "larger_required":
      return sentence("Larger than the original", largerBecause[reason]);
    case "compressed":
      if (targetMet === false && search !== "unreachable") return "Larger than you allow: this is the smallest that could be made of it.";
      if (typeof scale === "number")
        return "Scaled down, for nothing else fitted into the size you allow; the score is of the smaller picture.";
      if (search === "budget") return "The best that fits into the size you allow.";
      if (search === "unreachable") return "No setting of this format comes closer to the original.";
      return search === "floor" ? "Better than asked: the lowest quality that is used looks this good." : null;
  }
}

/** Nothing was lost of it, so that only its size can be what it misses. */
const excess = ({ targetMet, score }: Told): string => (targetMet === false && score === 100 ? " It is larger than you allow." : "");

const sentence = (start: string, because: string | undefined) => (because === undefined ? `${start}.` : `${start}: ${because}.`);

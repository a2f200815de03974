import type { Image, PublicOutput } from "@pixpress/contracts";
import { formatNames } from "./format-name.ts";
import { outcomeSentence } from "./outcome-sentence.ts";

type Told = Pick<
  PublicOutput,
  "requested" | "format" | "outcome" | "outcomeReason" | "search" | "target" | "targetMet" | "scale" | "score" | "lossless" | "candidates"
>;

/** Why the file is what it is, a sentence each: what was kept of the original, why this format, and what its size was measured by. */
export function reasonsOf(original: Pick<Image, "format">, output: Told): string[] {
  const isNew = output.outcome === "compressed" || output.outcome === "larger_required";
  return [outcomeSentence(output), isNew ? whyFormat(original, output) : null, isNew ? measure(output) : null].filter(
    (sentence) => sentence !== null,
  );
}

function whyFormat(original: Pick<Image, "format">, { requested, format, candidates, targetMet }: Told): string | null {
  const name = formatNames[format];
  if (requested === "original") {
    if (original.format === null || original.format === format) return null;
    return `${formatNames[original.format]} files are read and not written: a photo becomes a JPEG, a drawing or anything with transparency a PNG.`;
  }
  if (requested !== "auto" || candidates.length < 2) return null;
  const others =
    candidates.length === 2 ? "another way of writing it was weighed" : `${candidates.length - 1} other ways of writing it were weighed`;
  return `${name} ${targetMet === false ? "came nearest to what you asked for" : "gives the smallest file of this quality"}; ${others}.`;
}

function measure({ format, lossless, search, target, score }: Told): string | null {
  if (lossless && score === 100) return "Every pixel is as it was.";
  if (search === "reached" && target !== null) return `It is the smallest ${formatNames[format]} found with a score of ${target} or more.`;
  return null;
}

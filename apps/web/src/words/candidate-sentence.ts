import type { Candidate } from "@pixpress/contracts";

const because: Readonly<Record<string, string>> = {
  larger: "larger",
  lower_score: "less like the original",
  target_not_reached: "not close enough to the original",
  over_budget: "larger than you allow",
  not_smaller: "not smaller than the original",
  not_worth_a_generation: "saves too little for compressing it once more",
  saving_below_minimum: "saves less than you want",
  within_budget: "the original fits as it is",
  larger_by_probe: "a sample of it was larger",
  out_of_time: "there was no time left",
  too_large_for_format: "the picture is too large for this format",
  encode_failed: "the encoder could not do it",
};

/** What became of one way that was weighed: "chosen", "not tried: a sample of it was larger". */
export function candidateSentence({ outcome, reason }: Pick<Candidate, "outcome" | "reason">): string {
  const why = reason === null ? undefined : because[reason];
  if (outcome === "won") return reason === "out_of_time" ? "chosen, its search cut short by the time" : "chosen";
  if (outcome === "lost") return why ?? "not chosen";
  const what = outcome === "skipped" ? "not tried" : "failed";
  return why === undefined ? what : `${what}: ${why}`;
}

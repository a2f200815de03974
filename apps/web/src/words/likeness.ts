/** Levels of SSIMULACRA2 as its authors describe them, in a person's words. */
const levels = [
  [90, "no difference to be seen"],
  [80, "looks the same, even side by side"],
  [70, "looks the same unless you compare closely"],
  [50, "some difference can be seen"],
] as const;

/** A score in words, with its number: "looks the same, even side by side (84.2)". */
export function likeness(score: number): string {
  const words = levels.find(([from]) => score >= from)?.[1] ?? "clearly different";
  return `${words} (${score.toFixed(1)})`;
}

/** What an output saved, in words: "78% saved", "Same size", "12% larger". */
export function saving(percent: number): string {
  if (percent <= -0.05) return `${figure(-percent)}% larger`;
  if (percent < 0.05) return "Same size";
  return `${figure(percent)}% saved`;
}

/** Whole percents, but tenths where they are all there is; never 100, for no file is nothing. */
function figure(percent: number): string {
  if (percent < 1) return percent.toFixed(1);
  return String(percent < 100 ? Math.min(99, Math.round(percent)) : Math.round(percent));
}

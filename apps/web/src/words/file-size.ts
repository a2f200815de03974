const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** A size as people write it, in powers of 1000 with two or three figures: 410 kB, 1.9 MB. */
export function fileSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

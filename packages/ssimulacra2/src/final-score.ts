import { weights } from "./weights.ts";

/** The reference's polynomial over the weighted norms; `sum` answers one of the six sums of a channel at a scale, over all its pixels. */
export function finalScore(
  width: number,
  height: number,
  scales: number,
  sum: (scale: number, channel: number, norm: number) => number,
): number {
  let total = 0;
  let index = 0;
  for (let channel = 0; channel < 3; channel += 1) {
    for (let scale = 0; scale < scales; scale += 1) {
      const pixels = Math.ceil(width / 2 ** scale) * Math.ceil(height / 2 ** scale);
      for (let norm = 0; norm < 6; norm += 1) {
        const mean = sum(scale, channel, norm) / pixels;
        total += (weights[index] ?? 0) * (norm < 3 ? mean : mean ** 0.25);
        index += 1;
      }
    }
  }
  const error = total * 0.9562382616834844;
  const distance = 2.326765642916932 * error - 0.020884521182843837 * error ** 2 + 6.248496625763138e-5 * error ** 3;
  return distance > 0 ? 100 - 10 * distance ** 0.6276336467831387 : 100;
}

import { type Collected, ownKey, presets } from "./collect.ts";
import { geometricMean, quantile, sum, table } from "./figures.ts";
import type { SetName } from "./originals.ts";
import type { Point } from "./points.ts";

const head = ["set", "what", "images", "bytes a pixel × 8", "over sharp's default", "score p50 / p5 / min", "s an image", "CPU s/MP"];
const yardsticks: Readonly<Record<SetName, string>> = {
  kodak: "sharp jpeg() (q80)",
  photos: "sharp jpeg() (q80)",
  "photos-1920": "sharp jpeg() (q80)",
  graphics: "sharp png()",
};

/** Bytes and scores of everybody, and what they cost by the clock and in processor time; ratios are geometric means over sharp's JPEG, for graphics over sharp's PNG. */
export function presetsTable(collected: ReadonlyMap<SetName, readonly Collected[]>): string {
  const rows = [...collected].flatMap(([set, pictures]) => {
    const ours = presets.flatMap((preset) =>
      (["auto", "jpeg", "webp", "avif", "png"] as const).map((format) => ({
        name: `**pixpress** ${preset}, ${format}`,
        find: ({ own }: Collected) => own.get(ownKey(format, preset)),
      })),
    );
    const names = new Set(pictures.flatMap(({ rivals }) => [...rivals.keys()]));
    const theirs = [...names].map((name) => ({ name, find: ({ rivals }: Collected) => rivals.get(name) }));
    return [...ours, ...theirs].flatMap(({ name, find }) => rowOf(set, name, pictures, find));
  });
  return table(head, rows);
}

function rowOf(set: SetName, name: string, pictures: readonly Collected[], find: (picture: Collected) => Point | undefined) {
  const found = pictures.flatMap((picture) => {
    const point = find(picture);
    const yardstick = picture.rivals.get(yardsticks[set]);
    return point === undefined || yardstick === undefined ? [] : [{ point, yardstick, megapixels: picture.original.megapixels }];
  });
  if (found.length === 0) return [];
  const megapixels = sum(found.map((one) => one.megapixels));
  const bits = (8 * sum(found.map(({ point }) => point.bytes))) / megapixels / 1e6;
  const ratio = geometricMean(found.map(({ point, yardstick }) => point.bytes / yardstick.bytes));
  const scores = found.map(({ point }) => point.score);
  const spread = [0.5, 0.05, 0].map((share) => quantile(scores, share).toFixed(1)).join(" / ");
  const cpu = sum(found.map(({ point }) => point.cpuSeconds)) / megapixels;
  const seconds = sum(found.map(({ point }) => point.seconds)) / found.length;
  return [[set, name, found.length, bits.toFixed(2), ratio.toFixed(3), spread, seconds.toFixed(2), cpu.toFixed(2)]];
}

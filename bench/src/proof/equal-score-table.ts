import { type Collected, lowTarget, type OwnFormat, ownKey, presets } from "./collect.ts";
import { bytesAt, type Metric } from "./curve.ts";
import { geometricMean, table } from "./figures.ts";
import type { SetName } from "./originals.ts";
import { rivals } from "./rivals.ts";

const head = ["set", "against", "with", "by SSIMULACRA2", "by Butteraugli"];

/**
 * Our bytes over a rival's where both are equally close to the original, picture by picture: ours between two of our files, each of a target of its own.
 * The geometric mean, and of how many pictures: a rival's file that is closer or farther than all of ours is not compared.
 */
export function equalScoreTable(collected: ReadonlyMap<SetName, readonly Collected[]>): string {
  const rows = [...collected].flatMap(([set, pictures]) =>
    rivals.flatMap(({ name, codec }) => {
      const formats = new Set<OwnFormat>([codec, "auto"]);
      return [...formats].flatMap((format) => {
        const figures = (["score", "butteraugli"] as const).map((metric) => figureOf(pictures, name, format, metric));
        return figures.every((figure) => figure === "") ? [] : [[set, name, `pixpress ${format}`, ...figures]];
      });
    }),
  );
  return table(head, rows);
}

function figureOf(pictures: readonly Collected[], rival: string, format: OwnFormat, metric: Metric): string {
  const ratios = pictures.flatMap(({ own, rivals: theirs }) => {
    const point = theirs.get(rival);
    if (point === undefined || (metric === "butteraugli" && point.butteraugli === null)) return [];
    const ours = [String(lowTarget), ...presets].flatMap((preset) => own.get(ownKey(format, preset)) ?? []);
    const bytes = bytesAt(ours, metric, point);
    return bytes === null ? [] : [bytes / point.bytes];
  });
  return ratios.length === 0 ? "" : `${geometricMean(ratios).toFixed(3)} (${ratios.length})`;
}

import { type Collected, ownKey, presets } from "./collect.ts";
import { sum, table } from "./figures.ts";
import type { SetName } from "./originals.ts";
import type { OwnPoint } from "./points.ts";

const head = [
  "set",
  "preset",
  "candidates",
  "won",
  "lost",
  "skipped",
  "of these encoded anyway",
  "would have won",
  "clock spent on losers",
];

/**
 * What `auto` encoded and what it did not. A skipped candidate is known to have been no loss where its format was asked for alone as well, at
 * the same preset: that file is weighed against the winner.
 */
export function candidatesTable(collected: ReadonlyMap<SetName, readonly Collected[]>): string {
  const rows = [...collected].flatMap(([set, pictures]) =>
    presets.flatMap((preset) => {
      const autos = pictures.flatMap(({ own }) => {
        const auto = own.get(ownKey("auto", preset));
        return auto === undefined ? [] : [{ auto, own }];
      });
      return autos.length === 0 ? [] : [[set, preset, ...figuresOf(autos, preset)]];
    }),
  );
  return table(head, rows);
}

type Auto = { readonly auto: OwnPoint; readonly own: Collected["own"] };

function figuresOf(autos: readonly Auto[], preset: string): readonly (string | number)[] {
  const all = autos.flatMap(({ auto, own }) => auto.told.candidates.map((candidate) => ({ candidate, auto, own })));
  const of = (outcome: string) => all.filter(({ candidate }) => candidate.outcome === outcome);
  const checked = of("skipped").flatMap(({ candidate, auto, own }) => {
    const alone = own.get(`${candidate.format} ${preset}`);
    return alone === undefined ? [] : [alone.bytes < auto.bytes];
  });
  const seconds = (some: typeof all) => sum(some.map(({ candidate }) => candidate.seconds));
  const share = `${((100 * seconds(of("lost"))) / seconds(all)).toFixed(0)} %`;
  return [all.length, of("won").length, of("lost").length, of("skipped").length, checked.length, checked.filter(Boolean).length, share];
}

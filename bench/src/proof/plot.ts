import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dot, line, plot, text } from "@observablehq/plot";
import { JSDOM } from "jsdom";
import { root } from "../corpus.ts";
import { type Collected, lowTarget, ownKey, presets } from "./collect.ts";
import { quantile, sum } from "./figures.ts";
import type { SetName } from "./originals.ts";
import type { Point } from "./points.ts";
import { takesPart } from "./section.ts";

/** Someone's files of a whole set: the bits they take a pixel, and the score in the middle. */
interface Mark {
  readonly label: string;
  readonly codec: string;
  readonly bits: number;
  readonly score: number;
}

/** Readable on white and on black. */
const colours = { jpeg: "#d1622b", webp: "#2f8f5b", avif: "#3b7dd8", png: "#a0529f", auto: "#8a8a8a" };
const style = "svg{color:#1f2328;background:#fff}@media(prefers-color-scheme:dark){svg{color:#e6edf3;background:#0d1117}}";

/** Draws each whole set's score against its bytes to `docs/plots`: ours as lines through the presets, the others as points. */
export function drawPlots(collected: ReadonlyMap<SetName, readonly Collected[]>): void {
  if (takesPart) return;
  const folder = join(root, "docs/plots");
  mkdirSync(folder, { recursive: true });
  for (const [set, pictures] of collected) writeFileSync(join(folder, `${set}.svg`), draw(set, pictures));
}

function draw(set: SetName, pictures: readonly Collected[]): string {
  const ours = (["auto", "jpeg", "webp", "avif", "png"] as const).flatMap((codec) =>
    [String(lowTarget), ...presets].flatMap((name) => markOf(pictures, name, codec, ({ own }) => own.get(ownKey(codec, name)))),
  );
  const codecOf = (name: string) => Object.keys(colours).find((codec) => name.toLowerCase().includes(codec)) ?? "jpeg";
  const names = [...new Set(pictures.flatMap(({ rivals }) => [...rivals.keys()]))];
  // A lossless file of a photograph is so far off that it would squeeze all the others.
  const everyOne = names.filter(
    (name) => (set === "graphics" || !name.includes("png")) && pictures.every(({ rivals }) => rivals.has(name)),
  );
  const theirs = everyOne.flatMap((name) => markOf(pictures, name, codecOf(name), ({ rivals }) => rivals.get(name)));
  const at = { x: "bits", y: "score" } as const;
  const { document } = new JSDOM("").window;
  const svg = plot({
    document,
    width: 860,
    height: 520,
    marginLeft: 60,
    marginRight: 90,
    // Its colours are the style sheet's: what stands at the element itself would go before dark mode.
    style: { fontSize: "12px" },
    x: { type: "log", label: "bits a pixel, the whole set →", grid: true, tickFormat: String },
    y: { label: `↑ SSIMULACRA2, median of ${pictures.length} images (${set})`, grid: true },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      line(ours, { ...at, stroke: "codec", strokeWidth: 2, sort: "bits" }),
      dot(ours, { ...at, fill: "codec", r: 4 }),
      text(lastOf(ours), { ...at, text: (mark: Mark) => mark.codec, fill: "codec", dy: -12, fontWeight: "bold" }),
      text(startOfAuto(ours), {
        ...at,
        text: (mark: Mark) => mark.codec,
        fill: "codec",
        dx: 10,
        dy: 4,
        textAnchor: "start",
        fontWeight: "bold",
      }),
      dot(theirs, { ...at, stroke: "codec", symbol: "times", strokeWidth: 2, r: 4 }),
      // On both sides in turn, so that neighbours can be read.
      ...[0, 1].map((side) => text(everySecond(theirs, side), { ...at, text: "label", fill: "currentColor", ...sides[side] })),
    ],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${svg.outerHTML.replace("<style>", `<style>${style}`)}\n`;
}

const sides = [
  { dx: 8, dy: 10, textAnchor: "start" },
  { dx: -8, dy: -10, textAnchor: "end" },
] as const;
const everySecond = (marks: readonly Mark[], side: number): Mark[] =>
  marks.toSorted((a, b) => a.bits - b.bits).filter((_, index) => index % 2 === side);

/** Of each line its dearest end, but of `auto`, which often is a codec's line too: that is named at its cheapest. */
const lastOf = (marks: readonly Mark[]): Mark[] =>
  [...new Map(marks.map((mark) => [mark.codec, mark])).values()].filter(({ codec }) => codec !== "auto");
const startOfAuto = (marks: readonly Mark[]): Mark[] => marks.filter(({ codec }) => codec === "auto").slice(0, 1);

function markOf(pictures: readonly Collected[], label: string, codec: string, find: (picture: Collected) => Point | undefined): Mark[] {
  const found = pictures.flatMap((picture) => find(picture) ?? []);
  if (found.length === 0 || found.length < pictures.length) return [];
  const pixels = sum(pictures.map(({ original }) => original.megapixels)) * 1e6;
  const bits = (8 * sum(found.map(({ bytes }) => bytes))) / pixels;
  return [
    {
      label,
      codec,
      bits,
      score: quantile(
        found.map(({ score }) => score),
        0.5,
      ),
    },
  ];
}

import type { RecipeInput } from "@pixpress/contracts";
import { type Original, originals, type SetName, setNames } from "./originals.ts";
import { type OwnPoint, ownPoint, type Point, rivalPoint } from "./points.ts";
import { type Codec, rivals } from "./rivals.ts";

export const presets = ["small", "balanced", "high", "visually-lossless"] as const;
export type OwnFormat = "auto" | Codec;

/** Everything that was made of one picture. */
export interface Collected {
  readonly original: Original;
  /** By the rival's name. */
  readonly rivals: ReadonlyMap<string, Point>;
  /** By format and preset, as `ownKey` says; of the picture as it came. */
  readonly own: ReadonlyMap<string, OwnPoint>;
}
export const ownKey = (format: OwnFormat, preset: string): string => `${format} ${preset}`;

/** What the presets are asked for: where only a codec's rate is wanted besides, at one more target below them, for rivals that aim lower. */
const formatsOf = (set: SetName): readonly OwnFormat[] =>
  set === "graphics" ? ["auto", "png", "webp"] : set === "photos" ? ["auto", "jpeg"] : ["auto", "jpeg", "webp", "avif"];
export const lowTarget = 60;
const lowFormats = (set: SetName): readonly OwnFormat[] =>
  set === "graphics" ? ["png"] : formatsOf(set).filter((format) => format !== "auto");

/** Makes and judges it all; `QUALITY_SETS` takes some sets. */
export async function collect(): Promise<ReadonlyMap<SetName, readonly Collected[]>> {
  const wanted = process.env["QUALITY_SETS"]?.split(",");
  const collected = new Map<SetName, Collected[]>();
  for (const set of setNames.filter((name) => wanted?.includes(name) ?? true)) {
    const pictures = await originals(set);
    const made = [];
    for (const [index, original] of pictures.entries()) made.push(await collectOne(original, index));
    collected.set(set, made);
  }
  return collected;
}

async function collectOne(original: Original, index: number): Promise<Collected> {
  const theirs = new Map<string, Point>();
  for (const rival of rivals) {
    if (!rival.sets.includes(original.set) || index % (rival.every ?? 1) !== 0) continue;
    theirs.set(rival.name, await rivalPoint(rival, original));
  }
  const own = new Map<string, OwnPoint>();
  const make = async (format: OwnFormat, name: string, quality: RecipeInput["quality"]) =>
    own.set(ownKey(format, name), await ownPoint(original, { formats: [format], quality }, { asItCame: true }));
  for (const format of formatsOf(original.set)) for (const preset of presets) await make(format, preset, preset);
  for (const format of lowFormats(original.set)) await make(format, String(lowTarget), { target: lowTarget });
  console.log(`    ${original.set} ${original.name}`);
  return { original, rivals: theirs, own };
}

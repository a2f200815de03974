import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Recipe, type RecipeInput, recipe } from "@pixpress/contracts";
import { compress, type EngineOutput } from "@pixpress/engine";
import { engineName, remember } from "./cache.ts";
import { type Cost, costOf } from "./cost.ts";
import { judge, type Verdict } from "./judge.ts";
import type { Original } from "./originals.ts";
import type { Rival } from "./rivals.ts";

const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };

/** One file somebody made of a picture: what it weighs, how close it is, what it cost. */
export interface Point extends Verdict, Cost {
  readonly bytes: number;
}
/** One of ours, with what the engine tells of it. */
export interface OwnPoint extends Point {
  readonly told: Pick<EngineOutput, "format" | "outcome" | "outcomeReason" | "score" | "search" | "candidates" | "lossless">;
}

/** Butteraugli is asked wherever a picture is small enough for it not to take the day. */
const butteraugliOf = ({ set }: Original): boolean => set !== "photos";

/** What a rival makes of a picture. */
export function rivalPoint(rival: Rival, original: Original): Promise<Point> {
  return remember(`rival ${original.set} ${original.name} ${rival.name}`, () =>
    inFolder(async (folder) => {
      const file = join(folder, `file.${rival.codec}`);
      const { cost } = await costOf(() => rival.write(original, file));
      const verdict = await judge(original.lossless, file, { butteraugli: butteraugliOf(original) });
      return { bytes: statSync(file).size, ...verdict, ...cost };
    }),
  );
}

/** What we make of a picture; of its pixels alone, as a lossless file, unless `asItCame`. */
export function ownPoint(original: Original, wanted: RecipeInput, { asItCame }: { readonly asItCame: boolean }): Promise<OwnPoint> {
  const parsed = recipe.parse(wanted);
  const input = asItCame ? original.input : original.lossless;
  return remember(`own ${engineName} ${original.set} ${original.name} ${asItCame ? "came" : "pixels"} ${keyOf(parsed)}`, () =>
    inFolder(async (outputFolder) => {
      const { result, cost } = await costOf(() => compress({ input, outputFolder, recipe: parsed, limits }));
      const [output] = result.outputs;
      if (output === undefined) throw new Error(`nothing came of ${input}: ${JSON.stringify(result.errors)}`);
      const verdict = await judge(original.lossless, output.path, { butteraugli: butteraugliOf(original) });
      const { bytes, format, outcome, outcomeReason, score, search, candidates, lossless } = output;
      return { bytes, ...verdict, ...cost, told: { format, outcome, outcomeReason, score, search, candidates, lossless } };
    }),
  );
}

const keyOf = ({ formats, quality }: Recipe): string =>
  `${formats.join("+")} ${typeof quality === "object" ? Object.entries(quality).flat().join("=") : quality}`;

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-proof-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

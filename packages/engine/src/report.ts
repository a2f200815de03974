import type { Output, OutputError, Recipe } from "@pixpress/contracts";

/** The bounds of one image: pixels count all frames. */
export interface EngineLimits {
  readonly maxPixels: number;
  readonly maxFrames: number;
  readonly maxSide: number;
  /** What a task may take by the clock: the search goes less far where it would not be done in time. */
  readonly maxSeconds?: number;
}

/** One image to compress: file in, files out. `outputFolder` exists and is the caller's to empty. */
export interface EngineTask {
  readonly input: string;
  readonly outputFolder: string;
  readonly recipe: Recipe;
  readonly limits: EngineLimits;
}

/** One file the engine wrote, or the original's stripped or untouched copy: `hash` is its SHA-256, hexadecimal. */
export type EngineOutput = Omit<Output, "key" | "url"> & { readonly path: string; readonly hash: string };

/** What became of an image: at least one output or one error for each format the recipe names. */
export interface EngineReport {
  readonly outputs: readonly EngineOutput[];
  readonly errors: readonly OutputError[];
}

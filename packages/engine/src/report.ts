import type { InputFormat, Outcome, OutputError, Recipe } from "@pixpress/contracts";

/** The bounds of one image: pixels count all frames. */
export interface EngineLimits {
  readonly maxPixels: number;
  readonly maxFrames: number;
  readonly maxSide: number;
}

/** One image to compress: file in, files out. `outputFolder` exists and is the caller's to empty. */
export interface EngineTask {
  readonly input: string;
  readonly outputFolder: string;
  readonly recipe: Recipe;
  readonly limits: EngineLimits;
}

/** One file the engine wrote, or the original's stripped or untouched copy. */
export interface EngineOutput {
  readonly requested: string;
  readonly format: InputFormat;
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly score: number | null;
  readonly outcome: Outcome;
  readonly outcomeReason: string | null;
  readonly encoderQuality: number | null;
  readonly lossless: boolean;
  readonly seconds: number;
}

/** What became of an image: at least one output or one error for each format the recipe names. */
export interface EngineReport {
  readonly outputs: readonly EngineOutput[];
  readonly errors: readonly OutputError[];
}

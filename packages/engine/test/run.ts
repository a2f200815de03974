import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RecipeInput, recipe } from "@pixpress/contracts";
import sharp from "sharp";
import { onTestFinished } from "vitest";
import { compress, type EngineLimits, type EngineOutput, type EngineReport } from "../src/compress.ts";
import type { Painting } from "./painting.ts";

export const limits: EngineLimits = { maxPixels: 100_000_000, maxFrames: 1000, maxSide: 30_000 };

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pixpress-engine-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Compresses a file by a recipe in a folder of its own. */
export async function run(file: Uint8Array, wanted: RecipeInput = {}, within: Partial<EngineLimits> = {}): Promise<EngineReport> {
  const outputFolder = await temporaryFolder();
  const input = join(outputFolder, "input");
  await writeFile(input, file);
  return compress({ input, outputFolder, recipe: recipe.parse(wanted), limits: { ...limits, ...within } });
}

/** The one output of a run, with its bytes. */
export async function runForOne(file: Uint8Array, wanted: RecipeInput = {}): Promise<EngineOutput & { readonly file: Buffer }> {
  const { outputs, errors } = await run(file, wanted);
  const [output] = outputs;
  if (output === undefined || outputs.length + errors.length !== 1)
    throw new Error(`expected one output: ${JSON.stringify({ outputs, errors })}`);
  return { ...output, file: await readFile(output.path) };
}

/** The pixels a viewer shows who knows nothing of profiles and orientation: what every encoded output must look right in. */
export async function look(file: Uint8Array): Promise<Painting> {
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}

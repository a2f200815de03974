import { existsSync, mkdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import sharp from "sharp";
import { corpus } from "../corpus.ts";
import { cacheFolder } from "./cache.ts";

export const setNames = ["kodak", "photos", "photos-1920", "graphics"] as const;
export type SetName = (typeof setNames)[number];

/** A picture that everybody is given. */
export interface Original {
  readonly set: SetName;
  readonly name: string;
  /** As it came. */
  readonly input: string;
  readonly inputBytes: number;
  /** Its pixels, upright and in sRGB, as a PNG: what the tools read, and what all are judged against. */
  readonly lossless: string;
  readonly megapixels: number;
}

/**
 * The pictures of a set. `photos-1920` are the photographs scaled down to fit 1920 by 1920, as a web page would have them: no JPEG of before is left in them.
 * `QUALITY_EVERY=n` takes every nth.
 */
export async function originals(set: SetName): Promise<readonly Original[]> {
  const every = Number(process.env["QUALITY_EVERY"] ?? 1);
  const files = corpus(set === "photos-1920" ? "photos" : set).filter((_, index) => index % every === 0);
  const found = [];
  for (const file of files) found.push(await prepare(set, file, join(cacheFolder, "originals", set)));
  return found;
}

async function prepare(set: SetName, file: string, folder: string): Promise<Original> {
  const name = basename(file);
  const lossless = join(folder, `${name}.png`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(lossless)) {
    const upright = sharp(file).autoOrient().toColourspace("srgb");
    const sized = set === "photos-1920" ? upright.resize({ width: 1920, height: 1920, fit: "inside" }) : upright;
    await sized.png({ compressionLevel: 1 }).toFile(lossless);
  }
  const { width, height } = await sharp(lossless).metadata();
  const input = set === "photos-1920" ? lossless : file;
  return { set, name, input, inputBytes: statSync(input).size, lossless, megapixels: (width * height) / 1e6 };
}

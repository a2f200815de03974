import { rm } from "node:fs/promises";
import sharp from "sharp";
import type { Rewrite } from "../picture.ts";
import { copyWithProfile } from "./copy-with-profile.ts";

/** Writes the pixels as they are stored, with a profile that says what they mean, for a format whose decoder takes them for sRGB. */
export function decodeWithProfile(path: string, icc: Buffer): Rewrite {
  return async (to) => {
    const plain = `${to}.png`;
    await sharp(path, { failOn: "error", limitInputPixels: false }).keepExif().keepXmp().png({ compressionLevel: 0 }).toFile(plain);
    await copyWithProfile(plain, to, icc);
    await rm(plain);
    return {};
  };
}

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import type { Picture } from "../src/ssimulacra2.ts";

const folder = new URL("./pairs/", import.meta.url);

/** What the reference implementation, cloudinary/ssimulacra2 2.1, says of each pair's decoded pixels. */
export const pairs = JSON.parse(readFileSync(new URL("scores.json", folder), "utf8")) as readonly {
  readonly original: string;
  readonly distorted: string;
  readonly score: number;
}[];

/** A file of `pairs/`, or a part of it from the point (40, 30) on. */
export async function decode(name: string, part?: { width: number; height: number }): Promise<Picture> {
  const image = sharp(fileURLToPath(new URL(name, folder))).removeAlpha();
  const cut = part ? image.extract({ left: 40, top: 30, ...part }) : image;
  const { data, info } = await cut.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

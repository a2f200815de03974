import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";

/** Writes PNGs of 64 pixels, each unlike the others, into a folder. */
export async function smallImages(folder: string, count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, number) => join(folder, `${number}.png`));
  for (const [number, path] of paths.entries()) writeFileSync(path, await smallImage(number));
  return paths;
}

export function smallImage(number: number): Promise<Buffer> {
  const pixels = Buffer.alloc(8 * 8 * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (number * 2_654_435_761 + at * 40_503) >>> (at % 16);
  return sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
    .png()
    .toBuffer();
}

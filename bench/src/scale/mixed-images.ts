import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { InputFormat, RecipeInput } from "@pixpress/contracts";
import sharp, { type Sharp } from "sharp";
import { corpus } from "../corpus.ts";

/** An original in a folder that a storage adapter reads, and what a task is told of it. */
export interface MixedImage {
  readonly key: string;
  readonly format: InputFormat;
  readonly bytes: number;
  readonly pixels: number;
}

/** Lossy and lossless kinds, as people send them: half of them JPEG. */
const kinds: readonly { format: InputFormat; write: (picture: Sharp) => Sharp }[] = [
  { format: "jpeg", write: (picture) => picture.jpeg({ quality: 92 }) },
  { format: "png", write: (picture) => picture.png() },
  { format: "jpeg", write: (picture) => picture.jpeg({ quality: 80 }).withExif({ IFD0: { Orientation: "6" } }) },
  { format: "webp", write: (picture) => picture.webp({ quality: 90 }) },
  { format: "jpeg", write: (picture) => picture.jpeg({ quality: 97, chromaSubsampling: "4:4:4" }) },
  { format: "gif", write: (picture) => picture.resize(160).gif() },
];

/** From an icon to a picture as wide as a page, in pixels of its width: small ones, for there are thousands. */
const sides = [120, 320, 200, 640, 256, 400, 160, 1024] as const;

/** What is asked for, one after the other; AVIF only of the small ones is what the caller sees to. */
export const mixedRecipes: readonly RecipeInput[] = [
  {},
  { formats: ["webp"] },
  { formats: ["jpeg"], quality: "small" },
  { formats: ["original", "webp"], maxWidth: 320 },
  { formats: ["auto"], maxWidth: 256 },
  { formats: ["png"], quality: { target: 80 }, maxWidth: 400 },
  { formats: ["avif"], maxWidth: 200 },
];

/** Writes `count` images, each unlike the others, made of the photographs of the corpus. */
export async function mixedImages(files: string, count: number): Promise<MixedImage[]> {
  mkdirSync(join(files, "images"), { recursive: true });
  const photos = corpus("kodak");
  const images: MixedImage[] = [];
  for (let number = 0; number < count; number += 1) {
    const { format, write } = kinds[number % kinds.length] as (typeof kinds)[number];
    const photo = photos[number % photos.length] as string;
    const key = `images/${number}.${format}`;
    const path = join(files, key);
    const picture = sharp(photo).resize(sides[number % sides.length] as number, null, { withoutEnlargement: false });
    const { width, height } = await write(picture).toFile(path);
    images.push({ key, format, bytes: statSync(path).size, pixels: width * height });
  }
  return images;
}

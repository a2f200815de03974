import { copyFileSync } from "node:fs";
import sharp from "sharp";
import type { Original, SetName } from "./originals.ts";
import { runPillow, runTool } from "./tools.ts";

export type Codec = "jpeg" | "webp" | "avif" | "png";

/** What somebody else would do with a picture. */
export interface Rival {
  readonly name: string;
  readonly codec: Codec;
  readonly sets: readonly SetName[];
  /** Only every nth picture: it is too slow for more. */
  readonly every?: number;
  readonly write: (original: Original, file: string) => Promise<unknown>;
}

const photographs: readonly SetName[] = ["kodak", "photos", "photos-1920"];
const everything: readonly SetName[] = [...photographs, "graphics"];
const graphics: readonly SetName[] = ["graphics"];

const pngquant = async (original: Original, file: string, args: readonly string[]) =>
  runTool("pngquant", [...args, "--force", "--output", file, original.lossless]);

/** The common defaults, and the tools Debian has. */
export const rivals: readonly Rival[] = [
  { name: "sharp jpeg() (q80)", codec: "jpeg", sets: photographs, write: ({ lossless }, file) => sharp(lossless).jpeg().toFile(file) },
  {
    name: "mozjpeg 75",
    codec: "jpeg",
    sets: photographs,
    write: ({ lossless }, file) => sharp(lossless).jpeg({ mozjpeg: true, quality: 75 }).toFile(file),
  },
  {
    name: "Pillow q70",
    codec: "jpeg",
    sets: photographs,
    write: ({ lossless }, file) => runPillow("Image.open(sys.argv[1]).convert('RGB').save(sys.argv[2], quality=70)", [lossless, file]),
  },
  { name: "jpegoptim, lossless", codec: "jpeg", sets: ["photos"], write: ({ input }, file) => jpegoptim(input, file, []) },
  { name: "jpegoptim -m75", codec: "jpeg", sets: ["photos"], write: ({ input }, file) => jpegoptim(input, file, ["-m75"]) },
  {
    name: "guetzli (q95), every sixth",
    codec: "jpeg",
    sets: ["kodak"],
    every: 6,
    write: ({ lossless }, file) => runTool("guetzli", [lossless, file]),
  },
  {
    name: "guetzli q84, every sixth",
    codec: "jpeg",
    sets: ["kodak"],
    every: 6,
    write: ({ lossless }, file) => runTool("guetzli", ["--quality", "84", lossless, file]),
  },
  { name: "sharp webp() (q80)", codec: "webp", sets: everything, write: ({ lossless }, file) => sharp(lossless).webp().toFile(file) },
  {
    name: "cwebp -q 80",
    codec: "webp",
    sets: photographs,
    write: ({ lossless }, file) => runTool("cwebp", ["-quiet", "-q", "80", lossless, "-o", file]),
  },
  { name: "sharp avif() (q50)", codec: "avif", sets: everything, write: ({ lossless }, file) => sharp(lossless).avif().toFile(file) },
  { name: "sharp png()", codec: "png", sets: everything, write: ({ lossless }, file) => sharp(lossless).png().toFile(file) },
  {
    name: "optipng",
    codec: "png",
    sets: graphics,
    write: ({ input }, file) => runTool("optipng", ["-quiet", "-force", "-out", file, input]),
  },
  { name: "pngquant", codec: "png", sets: graphics, write: (original, file) => pngquant(original, file, []) },
  {
    name: "pngquant --quality 0-80",
    codec: "png",
    sets: graphics,
    write: (original, file) => pngquant(original, file, ["--quality", "0-80"]),
  },
];

async function jpegoptim(input: string, file: string, args: readonly string[]): Promise<void> {
  copyFileSync(input, file);
  await runTool("jpegoptim", ["--quiet", "--strip-all", "--force", ...args, file]);
}

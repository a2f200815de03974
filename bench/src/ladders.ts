import { basename } from "node:path";
import { score } from "@pixpress/ssimulacra2";
import sharp, { type Sharp } from "sharp";
import { corpus } from "./corpus.ts";

type Chroma = "4:2:0" | "4:4:4";
type Way = (image: Sharp, quality: number) => Sharp;

const trellis = { progressive: true, optimiseScans: false, trellisQuantisation: true, overshootDeringing: true, quantisationTable: 3 };
const plainJpeg =
  (chromaSubsampling: Chroma): Way =>
  (image, quality) =>
    image.jpeg({ quality, chromaSubsampling, optimiseCoding: false, quantisationTable: 3 });
const trellisJpeg =
  (chromaSubsampling: Chroma): Way =>
  (image, quality) =>
    image.jpeg({ quality, chromaSubsampling, ...trellis });
const webp =
  (effort: number, preset: "default" | "drawing" = "default"): Way =>
  (image, quality) =>
    image.webp({ quality, effort, preset });
const avif =
  (effort: number, chromaSubsampling: Chroma): Way =>
  (image, quality) =>
    image.avif({ quality, effort, chromaSubsampling });

interface Kind {
  readonly probe: Way;
  readonly finish: Way;
  readonly every: number;
  readonly finishEvery: number;
  /** Only over pictures that were no JPEG before, whose stairs are the table's own. */
  readonly pristine?: boolean;
}

/** What a ladder is of: the encoder that probes, at these qualities, and the one that finishes, which may be measured at fewer. */
const ladders: Record<string, Kind> = {
  "jpeg 4:2:0": { probe: plainJpeg("4:2:0"), finish: trellisJpeg("4:2:0"), every: 1, finishEvery: 1, pristine: true },
  "jpeg 4:4:4": { probe: plainJpeg("4:4:4"), finish: trellisJpeg("4:4:4"), every: 1, finishEvery: 4 },
  webp: { probe: webp(1), finish: webp(6), every: 2, finishEvery: 4 },
  "webp effort 4": { probe: webp(1), finish: webp(4), every: 2, finishEvery: 4 },
  "webp drawing": { probe: webp(1, "drawing"), finish: webp(6, "drawing"), every: 2, finishEvery: 4 },
  "webp drawing effort 4": { probe: webp(1, "drawing"), finish: webp(4, "drawing"), every: 2, finishEvery: 4 },
  "avif 4:4:4": { probe: avif(0, "4:4:4"), finish: avif(2, "4:4:4"), every: 2, finishEvery: 8 },
  "avif effort 3": { probe: avif(0, "4:4:4"), finish: avif(3, "4:4:4"), every: 2, finishEvery: 8 },
  "avif 4:2:0": { probe: avif(0, "4:2:0"), finish: avif(2, "4:2:0"), every: 4, finishEvery: 16 },
};

const floor = 30;
const ceiling = 98;
const cropped = { width: 768, height: 512 };

/** Prints the mean ln(100 - score) of each encoder at each quality, over kodak and the middle of each photo: what the search walks. `LADDERS=webp` takes those that begin so. */
export async function benchLadders(): Promise<boolean> {
  const kodak = await Promise.all(corpus("kodak").map(readMiddle));
  const all = [...kodak, ...(await Promise.all(corpus("photos").map(readMiddle)))];
  const wanted = Object.entries(ladders).filter(([name]) => name.startsWith(process.env["LADDERS"] ?? ""));
  for (const [name, { probe, finish, every, finishEvery, pristine }] of wanted) {
    const pictures = pristine === true ? kodak : all;
    for (const [stage, way, step] of [["probe", probe, every] as const, ["finish", finish, finishEvery] as const]) {
      const means: string[] = [];
      for (let quality = floor; quality <= ceiling; quality += step) {
        const distances = [];
        for (const picture of pictures) distances.push(await distanceOf(picture, way, quality));
        means.push((distances.reduce((sum, distance) => sum + distance, 0) / distances.length).toFixed(3));
      }
      console.log(`${name} ${stage}: { every: ${step}, distances: [${means.join(", ")}] }`);
    }
  }
  return true;
}

type Middle = Awaited<ReturnType<typeof readMiddle>>;

async function readMiddle(file: string) {
  const { width, height } = await sharp(file).metadata();
  const sides = { width: Math.min(width, cropped.width), height: Math.min(height, Math.max(cropped.height, cropped.width)) };
  const middle = { left: Math.floor((width - sides.width) / 2), top: Math.floor((height - sides.height) / 2), ...sides };
  const data = await sharp(file).extract(middle).toColourspace("srgb").removeAlpha().raw().toBuffer();
  return { name: basename(file), data, channels: 3 as const, ...sides };
}

async function distanceOf(picture: Middle, way: Way, quality: number): Promise<number> {
  const { data, width, height, channels } = picture;
  const file = await way(sharp(data, { raw: { width, height, channels } }), quality).toBuffer();
  const distorted = await sharp(file).raw().toBuffer();
  return Math.log(100 - Math.min(99.9, score(picture, { ...picture, data: distorted })));
}

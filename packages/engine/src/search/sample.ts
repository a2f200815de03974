import { inMemory, type Pixels } from "./pixels.ts";

const smallPixels = 200_000;
const wholePixels = 1_000_000;
const largePixels = 15_000_000;
/** Below this they would not be fewer than tiles are. */
const fewFrom = 4_000_000;
const tileSide = 128;
/** Parts lie on the grid of JPEG's blocks: a picture that was JPEG before answers otherwise off it. */
const blockSide = 16;
/** Where a part begins so that its middle is there, on the grid. */
const startOf = (middle: number, length: number): number => Math.floor((middle - length / 2) / blockSide) * blockSide;
const tilesAcross = 4;

interface Striping {
  readonly rows: number;
  /** One part in so many. */
  readonly share: number;
  /** By how much the stripes look nearer than the whole is, measured: their seams hide errors, and fewer of them miss more of the worst places. */
  readonly flattens: number;
}

/** Which part of a picture probes see; null where it is too small or too flat to be cut. */
function stripingOf({ width, height }: Pixels): Striping | null {
  const pixels = width * height;
  const striping =
    pixels > largePixels
      ? { rows: 128, share: 5, flattens: 0.07 }
      : pixels > wholePixels
        ? { rows: 128, share: 3, flattens: 0.045 }
        : { rows: 64, share: 2, flattens: 0.039 };
  return pixels >= smallPixels && height >= striping.rows * 6 ? striping : null;
}

export const flattening = (pixels: Pixels): number => stripingOf(pixels)?.flattens ?? 0;

/** Stripes of whole rows, spread over the picture: a half of it, of a larger one a third or a fifth; of a very small one all. */
export async function stripesOf(pixels: Pixels): Promise<Pixels> {
  const striping = stripingOf(pixels);
  return striping === null ? pixels : cut(pixels, striping);
}

/** A quarter of what the stripes hold, in narrow ones: enough to know about where to look. */
export function fewStripesOf(pixels: Pixels): Promise<Pixels> | null {
  const striping = stripingOf(pixels);
  if (striping === null || pixels.width * pixels.height < fewFrom) return null;
  return cut(pixels, { rows: blockSide * 2, share: striping.share * 4 });
}

async function cut(pixels: Pixels, { rows, share }: Pick<Striping, "rows" | "share">): Promise<Pixels> {
  const { width, height, channels } = pixels;
  const count = Math.max(2, Math.round(height / rows / share));
  const starts = Array.from({ length: count }, (_, index) => startOf(((index + 0.5) * height) / count, rows));
  const stripes = [];
  for (const start of starts) stripes.push(await pixels.read(start, rows));
  return inMemory(Buffer.concat(stripes), { width, height: count * rows }, channels);
}

/** A quarter of a megapixel of tiles from all over the picture; null where it is small, or too narrow for them. */
export async function mosaicOf(pixels: Pixels): Promise<Pixels | null> {
  const { width, height, channels } = pixels;
  if (width * height <= wholePixels || Math.min(width, height) < tileSide * tilesAcross) return null;
  const side = tileSide * tilesAcross;
  const mosaic = Buffer.allocUnsafe(side * side * channels);
  const place = (index: number, length: number) => startOf(((index + 0.5) * length) / tilesAcross, tileSide);
  for (let down = 0; down < tilesAcross; down++) {
    const band = await pixels.read(place(down, height), tileSide);
    for (let row = 0; row < tileSide; row++) {
      for (let across = 0; across < tilesAcross; across++) {
        const from = (row * width + place(across, width)) * channels;
        const to = ((down * tileSide + row) * side + across * tileSide) * channels;
        band.copy(mosaic, to, from, from + tileSide * channels);
      }
    }
  }
  return inMemory(mosaic, { width: side, height: side }, channels);
}

import { inMemory, type Pixels } from "./pixels.ts";

const smallPixels = 200_000;
const wholePixels = 1_000_000;
const largePixels = 15_000_000;
/** Stripes are written apart for encoders so slow that a second file costs more than fewer stripes save. */
const largeApart = 30_000_000;
/** Below this they would not be fewer than tiles are. */
const fewFrom = 4_000_000;
const tileSide = 128;
/** Parts lie on the grid of JPEG's blocks: a picture that was JPEG before answers otherwise off it. */
const blockSide = 16;
/** Where a part begins so that its middle is there, on the grid. */
const startOf = (middle: number, length: number): number => Math.floor((middle - length / 2) / blockSide) * blockSide;
const tilesAcross = 4;

/** A part of a picture, all in one, and the pieces it is put together from; none where it is of one piece. */
export interface Part extends Pixels {
  readonly pieces?: readonly Pixels[];
}

interface Striping {
  readonly rows: number;
  /** One part in so many. */
  readonly share: number;
  /** By how much the stripes look nearer than the whole is, measured: their seams hide errors, and fewer of them miss more of the worst places. */
  readonly flattens: number;
}

/** Which part of a picture probes see; null where it is too small or too flat to be cut. */
function stripingOf({ width, height }: Pixels, apart: boolean): Striping | null {
  const pixels = width * height;
  const striping =
    pixels > (apart ? largeApart : largePixels)
      ? { rows: 128, share: 5, flattens: 0.07 }
      : pixels > wholePixels
        ? { rows: 128, share: 3, flattens: 0.045 }
        : { rows: 64, share: 2, flattens: 0.039 };
  return pixels >= smallPixels && height >= striping.rows * 6 ? striping : null;
}

/** The distance of the whole, by that of its stripes, which were written together or apart. */
export function unflattened(pixels: Pixels, distance: number, apart: boolean): number {
  const striping = stripingOf(pixels, apart);
  if (striping === null) return distance;
  return apart ? Math.log(Math.exp(distance) + flattensApart) : distance + striping.flattens;
}

/** Points of score by which stripes that were written apart look nearer, whatever they score. */
const flattensApart = 1.25;

/** Stripes of whole rows, spread over the picture: a half of it, of a larger one a third or a fifth, to be written apart or not; of a very small one all. */
export async function stripesOf(pixels: Pixels, apart = false): Promise<Part> {
  const striping = stripingOf(pixels, apart);
  return striping === null ? pixels : cut(pixels, striping);
}

/** A quarter of what the stripes hold, in narrow ones: enough to know about where to look. */
export function fewStripesOf(pixels: Pixels): Promise<Part> | null {
  const striping = stripingOf(pixels, false);
  if (striping === null || pixels.width * pixels.height < fewFrom) return null;
  return cut(pixels, { rows: blockSide * 2, share: striping.share * 4 });
}

/** A quarter of a part's pieces, at least two; null where it has no more. */
export async function someOf({ pieces = [] }: Part): Promise<Part | null> {
  const count = Math.max(2, Math.round(pieces.length / 4));
  if (pieces.length <= count) return null;
  return joined(Array.from({ length: count }, (_, index) => pieces[Math.floor(((index + 0.5) * pieces.length) / count)] as Pixels));
}

async function cut(pixels: Pixels, { rows, share }: Pick<Striping, "rows" | "share">): Promise<Part> {
  const { width, height, channels } = pixels;
  const count = Math.max(2, Math.round(height / rows / share));
  const starts = Array.from({ length: count }, (_, index) => startOf(((index + 0.5) * height) / count, rows));
  const stripes = [];
  for (const start of starts) stripes.push(inMemory(await pixels.read(start, rows), { width, height: rows }, channels));
  return joined(stripes);
}

/** Pieces of one size below each other. */
async function joined(pieces: readonly Pixels[]): Promise<Part> {
  const [{ width, height, channels }] = pieces as readonly [Pixels];
  const data = Buffer.concat(await Promise.all(pieces.map((piece) => piece.read(0, height))));
  const bytes = width * height * channels;
  const apart = pieces.map((_, index) => inMemory(data.subarray(index * bytes, (index + 1) * bytes), { width, height }, channels));
  return { ...inMemory(data, { width, height: height * pieces.length }, channels), pieces: apart };
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

import { inMemory, type Pixels } from "./pixels.ts";

const stripeRows = 128;
const wholePixels = 1_000_000;
const largePixels = 15_000_000;
const tileSide = 128;
/** Parts lie on the grid of JPEG's blocks: a picture that was JPEG before answers otherwise off it. */
const blockSide = 16;
/** Where a part begins so that its middle is there, on the grid. */
const startOf = (middle: number, length: number): number => Math.floor((middle - length / 2) / blockSide) * blockSide;
const tilesAcross = 4;

/** Whether probes see only a part of the picture. */
const isSampled = ({ width, height }: Pixels): boolean => width * height > wholePixels && height > stripeRows * 6;

/** By how much parts look nearer than the whole is, measured: their seams hide errors, and a fifth misses more of the worst places. */
export function flattening(pixels: Pixels): number {
  if (!isSampled(pixels)) return 0;
  return isLarge(pixels) ? 0.075 : 0.05;
}

const isLarge = ({ width, height }: Pixels): boolean => width * height > largePixels;

/** Stripes of whole rows, spread over the picture: a third of it, of a large one a fifth; a small picture itself. */
export async function stripesOf(pixels: Pixels): Promise<Pixels> {
  if (!isSampled(pixels)) return pixels;
  const { width, height, channels } = pixels;
  const share = isLarge(pixels) ? 5 : 3;
  const count = Math.max(2, Math.round(height / stripeRows / share));
  const starts = Array.from({ length: count }, (_, index) => startOf(((index + 0.5) * height) / count, stripeRows));
  const stripes = [];
  for (const start of starts) stripes.push(await pixels.read(start, stripeRows));
  return inMemory(Buffer.concat(stripes), { width, height: count * stripeRows }, channels);
}

/** A quarter of a megapixel of tiles from all over the picture; null where it is small, or too narrow for them. */
export async function mosaicOf(pixels: Pixels): Promise<Pixels | null> {
  const { width, height, channels } = pixels;
  if (!isSampled(pixels) || Math.min(width, height) < tileSide * tilesAcross) return null;
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

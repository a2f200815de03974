import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { readHeader, strict } from "../decode.ts";
import { isOfSize, type Picture, type Size } from "../picture.ts";
import { TiffFilm } from "./tiff-film.ts";

/** Frames that are decoded at once, by their pixels: reading begins with the first frame each time. */
const pixelsAtOnce = 8_000_000;

interface Source extends Size {
  readonly channels: 3 | 4;
  readonly orientation: number;
}

/**
 * A film whose frames are turned, scaled in linear light and brought to sRGB each for itself: as one strip of frames, which is how
 * sharp does it, none can be turned, and each one's edge would run into the next.
 */
export async function remakeFilm(picture: Picture, size: Size, keepColour: boolean, folder: string): Promise<Picture> {
  const { width, height, orientation = 1, icc } = await readHeader(picture.source);
  const source: Source = { width, height, channels: picture.alpha ? 4 : 3, orientation };
  const path = join(folder, `film-${size.width}.tiff`);
  const shape = { ...size, channels: source.channels, frames: picture.frames, icc: keepColour && icc !== undefined ? icc : null };
  const film = new TiffFilm(path, shape);
  try {
    const count = Math.max(1, Math.floor(pixelsAtOnce / (width * height)));
    for (let page = 0; page < picture.frames; page += count) {
      const pages = Math.min(count, picture.frames - page);
      const strip = sharp(picture.source, { ...strict, page, pages, ignoreIcc: keepColour }).toColourspace("srgb");
      const data = await (picture.alpha ? strip.ensureAlpha() : strip.removeAlpha()).raw().toBuffer();
      const frames = Array.from({ length: pages }, (_, index) =>
        data.subarray((index * data.length) / pages, ((index + 1) * data.length) / pages),
      );
      for (const frame of await Promise.all(frames.map((one) => remakeFrame(one, source, size)))) film.add(frame);
    }
  } finally {
    film.close();
  }
  return { ...picture, ...size, source: path, upright: true, profile: shape.icc !== null };
}

async function remakeFrame(data: Buffer, { width, height, channels, orientation }: Source, size: Size): Promise<Buffer> {
  const across = orientation > 4 ? { width: size.height, height: size.width } : size;
  const image = sharp(data, { raw: { width, height, channels } });
  if (!isOfSize({ width, height }, across)) image.pipelineColourspace("scrgb").resize({ ...across, fit: "fill" });
  return turn(image, orientation).toColourspace("srgb").raw().toBuffer();
}

/** By the EXIF standard's table; sharp mirrors before it rotates. */
function turn(image: Sharp, orientation: number): Sharp {
  if ([4, 5, 7].includes(orientation)) image.flip();
  if (orientation === 2) image.flop();
  const angle = { 3: 180, 5: 90, 6: 90, 7: 270, 8: 270 }[orientation];
  return angle === undefined ? image : image.rotate(angle);
}

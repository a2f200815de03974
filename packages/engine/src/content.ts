import { type Content, codecOf } from "./codecs.ts";
import { openPicture } from "./decode.ts";
import { decodeFailure } from "./decode-failure.ts";
import type { Picture } from "./picture.ts";

const sampledRows = 96;
/** A drawing has long runs of one colour; noise breaks them in a photograph. */
const surelyFlat = 0.75;
const flat = 0.3;
const fewColours = 0.05;

/**
 * Tells a photograph from a drawing, a screenshot or anything with transparency, by whole rows spread over the picture: how often
 * a pixel equals the one beside it, and how many colours there are (docs/decisions/041-photo-or-graphic.md).
 */
export async function contentOf(picture: Picture): Promise<Content> {
  if (picture.frames > 1) return "film";
  if (picture.alpha || picture.palette) return "graphic";
  const rows = await sampleRows(picture);
  const { equal, colours } = measure(rows.data, rows.channels, rows.width);
  return equal >= surelyFlat || (equal >= flat && colours < fewColours) ? "graphic" : "photo";
}

async function sampleRows(picture: Picture): Promise<{ data: Buffer; channels: number; width: number }> {
  const { width } = picture;
  const plain = openPicture(picture, {
    size: picture,
    frames: false,
    grey: codecOf("png").grey,
    background: null,
    keepMetadata: false,
  });
  try {
    const sampled = plain.resize({ width, height: Math.min(picture.height, sampledRows), fit: "fill", kernel: "nearest" });
    const { data, info } = await sampled.raw().toBuffer({ resolveWithObject: true });
    return { data, channels: info.channels, width };
  } catch (error) {
    throw decodeFailure(error, picture);
  }
}

/** The share of pixels equal to their left neighbour, and of pixels whose colour is new. */
function measure(data: Buffer, channels: number, width: number): { equal: number; colours: number } {
  const seen = new Set<number>();
  const pixels = data.length / channels;
  let equal = 0;
  let before = -1;
  for (let index = 0; index < pixels; index++) {
    const colour = data.readUIntBE(index * channels, channels);
    if (colour === before && index % width !== 0) equal += 1;
    else seen.add(colour);
    before = colour;
  }
  return { equal: equal / pixels, colours: seen.size / pixels };
}

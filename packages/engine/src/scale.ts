import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Recipe } from "@pixpress/contracts";
import sharp from "sharp";
import { codecOf } from "./codecs.ts";
import { openPicture, readHeader, strict } from "./decode.ts";
import { encodeFailure } from "./encode-failure.ts";
import { remakeFilm } from "./film/remake-film.ts";
import { distanceFromSrgbCurve } from "./metadata/icc.ts";
import { isOfSize, type Picture, type Size } from "./picture.ts";

/** What libvips takes to linear light and back by itself. */
const plainSpaces: ReadonlySet<string> = new Set(["srgb", "rgb16", "b-w", "grey16"]);
/** Up to here sRGB's curve stands for a profile's own: a gamma of 2.2 is 0.007 off. */
const nearCurve = 0.02;
/** Up to here it is still much nearer to light than the numbers are: a gamma of 1.8 is 0.075 off. */
const usefulCurve = 0.1;

/**
 * The picture scaled in linear light, once for all that is made of it, in the very space, depth and turn that its file has; with
 * transparency laid on the background beside it, where JPEG is asked for; a film turned as well. What needs none of it is handed back.
 */
export async function scaleOnce(picture: Picture, size: Size, recipe: Recipe, folder: string): Promise<Picture> {
  if (isOfSize(picture, size) && (picture.frames === 1 || picture.upright)) return picture;
  const scaled: Picture[] = [];
  try {
    if (picture.frames > 1)
      return { ...picture, scaled: [await remakeFilm(picture, size, recipe.color === "keep" && picture.ownSpace, folder)] };
    const own = await linearSource(picture, recipe, join(folder, "unscaled.png"));
    if (own !== null) scaled.push(await scale(own, size, join(folder, `scaled-${size.width}.png`)));
    if (own !== null && own !== picture) await rm(own.source);
    if (picture.alpha && recipe.formats.includes("jpeg")) {
      const flat = await inPlainColours(picture, recipe, recipe.background, join(folder, "flat.png"));
      scaled.push(await scale(flat, size, join(folder, `flat-${size.width}.png`)));
      await rm(flat.source);
    }
  } catch (error) {
    throw await encodeFailure(error, picture);
  }
  return { ...picture, scaled };
}

/** A picture whose numbers can be taken for light by sRGB's curve; null where they have to be kept and cannot. */
async function linearSource(picture: Picture, recipe: Recipe, path: string): Promise<Picture | null> {
  const { space, icc } = await readHeader(picture.source);
  const off = icc === undefined ? 0 : distanceFromSrgbCurve(icc);
  if (plainSpaces.has(space) && off <= nearCurve) return picture;
  if (recipe.color === "keep" && picture.ownSpace) return off <= usefulCurve ? picture : null;
  return inPlainColours(picture, recipe, null, path);
}

/** The whole picture as 8-bit sRGB, or in its own colours where those are kept, upright. */
async function inPlainColours(picture: Picture, recipe: Recipe, background: string | null, path: string): Promise<Picture> {
  const keepColour = recipe.color === "keep" && picture.ownSpace && !picture.grey;
  const wanted = { size: picture, frames: false, grey: codecOf("jpeg").grey, background, keepColour };
  const image = openPicture(picture, { ...wanted, keepMetadata: recipe.metadata === "keep" });
  await image.png({ compressionLevel: 0 }).toFile(path);
  const { space, hasAlpha: alpha, icc } = await readHeader(path);
  const about = { alpha, grey: space === "b-w", sixteenBit: false, profile: icc !== undefined, ownSpace: keepColour };
  return { ...picture, ...about, source: path, upright: true };
}

async function scale(picture: Picture, size: Size, path: string): Promise<Picture> {
  const { space, orientation = 1 } = await readHeader(picture.source);
  // Its turn is left to who reads it: turned here, the picture would be held as floating point.
  const across = orientation > 4 ? { width: size.height, height: size.width } : size;
  await sharp(picture.source, strict)
    .pipelineColourspace("scrgb")
    .keepMetadata()
    .resize({ ...across, fit: "fill" })
    .toColourspace(space)
    .png({ compressionLevel: 0 })
    .toFile(path);
  return { ...picture, ...size, source: path };
}

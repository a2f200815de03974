import type { Recipe } from "@pixpress/contracts";
import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Sharp } from "sharp";
import { type Codec, codecOf } from "./codecs.ts";
import { openPicture } from "./decode.ts";
import { type Copyright, keptCopyright } from "./metadata/copyright.ts";
import type { Picture, Size } from "./picture.ts";

/** What every encoding of one task has in common. */
export interface EncodeJob {
  readonly picture: Picture;
  readonly size: Size;
  readonly recipe: Recipe;
  readonly folder: string;
}

/** True where a format holds more of the picture than its first frame. */
export const isFilm = ({ picture }: EncodeJob, codec: Codec): boolean => codec.films && picture.frames > 1;

/** The pixels and notes that a format is to be written from. */
export function openFor(job: EncodeJob, format: OutputFormat): Sharp {
  const { picture, size, recipe } = job;
  const codec = codecOf(format);
  const image = openPicture(picture, {
    size,
    frames: codec.films,
    grey: codec.grey,
    background: codec.alpha ? null : recipe.background,
    keepColour: recipe.color === "keep",
    keepMetadata: recipe.metadata === "keep",
  });
  return signed(job, image);
}

/** True where the file carries more than pixels in sRGB over from the picture: only its own file has that. */
export const carriesOver = ({ picture, recipe }: EncodeJob): boolean =>
  recipe.metadata === "keep" || (recipe.color === "keep" && picture.ownSpace);

/** With the copyright that the recipe keeps, where the picture has one. */
export function signed({ picture, recipe }: EncodeJob, image: Sharp): Sharp {
  const copyright = keptCopyright(picture, recipe);
  return copyright === null ? image : image.withExif({ IFD0: tagsOf(copyright) });
}

const tagsOf = ({ artist, copyright }: Copyright): Record<string, string> => ({
  ...(artist !== null && { Artist: artist }),
  ...(copyright !== null && { Copyright: copyright }),
});

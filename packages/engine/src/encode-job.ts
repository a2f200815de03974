import type { Recipe } from "@pixpress/contracts";
import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Sharp } from "sharp";
import { codecOf } from "./codecs.ts";
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

/** The pixels and notes that a format is to be written from. */
export function openFor({ picture, size, recipe }: EncodeJob, format: OutputFormat): Sharp {
  const codec = codecOf(format);
  const keepMetadata = recipe.metadata === "keep";
  const image = openPicture(picture, {
    size,
    frames: codec.films,
    grey: codec.grey,
    background: codec.alpha ? null : recipe.background,
    keepMetadata,
  });
  const copyright = keptCopyright(picture, recipe);
  return copyright === null ? image : image.withExif({ IFD0: tagsOf(copyright) });
}

const tagsOf = ({ artist, copyright }: Copyright): Record<string, string> => ({
  ...(artist !== null && { Artist: artist }),
  ...(copyright !== null && { Copyright: copyright }),
});

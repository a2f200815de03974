import { join } from "node:path";
import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Sharp } from "sharp";
import { codecOf } from "../codecs.ts";
import { openPicture } from "../decode.ts";
import { decodeFailure } from "../decode-failure.ts";
import { carriesOver, type EncodeJob, openFor, signed } from "../encode-job.ts";
import { decodePixels, openPixels, type Pixels } from "./pixels.ts";

/** The picture as it is to look, decoded once for all probes, encodings and scores of a task. */
export class Prepared {
  readonly #job: EncodeJob;
  readonly #pixels = new Map<boolean, Promise<Pixels>>();

  constructor(job: EncodeJob) {
    this.#job = job;
  }

  /** With its transparency, or laid on the recipe's background for a format that has none. */
  pixelsFor(format: OutputFormat): Promise<Pixels> {
    const alpha = this.#job.picture.alpha && codecOf(format).alpha;
    const decoding = this.#pixels.get(alpha) ?? this.#decode(alpha);
    this.#pixels.set(alpha, decoding);
    return decoding;
  }

  async #decode(alpha: boolean): Promise<Pixels> {
    const { picture, size, recipe, folder } = this.#job;
    const background = alpha ? null : recipe.background;
    const image = openPicture(picture, { size, frames: false, grey: false, background, keepMetadata: false });
    try {
      return await decodePixels(image, size, alpha, join(folder, alpha ? "original-alpha.tiff" : "original.tiff"));
    } catch (error) {
      throw decodeFailure(error, picture);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = await Promise.allSettled(this.#pixels.values());
    for (const pixels of open) if (pixels.status === "fulfilled") await pixels.value.close();
  }
}

/** What a format is written from: the prepared pixels, or the file itself where its notes are to be carried over. */
export function openPrepared(job: EncodeJob, format: OutputFormat, pixels: Pixels): Sharp {
  if (carriesOver(job)) return openFor(job, format);
  return signed(job, inColoursOf(job, format, openPixels(pixels)));
}

/** A grey picture is written as one channel where the format has that. */
export function inColoursOf({ picture }: EncodeJob, format: OutputFormat, image: Sharp): Sharp {
  return picture.grey && !picture.profile && !picture.alpha && codecOf(format).grey ? image.extractChannel(0).toColourspace("b-w") : image;
}

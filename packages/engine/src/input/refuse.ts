import { EngineError, type ImageFault } from "../engine-error.ts";
import type { Size } from "../picture.ts";
import type { EngineLimits } from "../report.ts";

export const refuse = (reason: ImageFault, message: string, cause?: unknown): EngineError =>
  new EngineError("inspect", reason, message, { retryable: false, ...(cause !== undefined && { cause }) });

/** What a reader of heads makes of a file; where the file ends within one, it is refused. */
export function readWhole<T>(reader: () => T): T {
  try {
    return reader();
  } catch (error) {
    if (error instanceof RangeError) throw refuse("not_an_image", "The image is damaged or incomplete.", error);
    throw error;
  }
}

/** Throws an `EngineError` where a picture is larger than the limits. */
export function assertWithin({ maxPixels, maxFrames, maxSide }: EngineLimits, { width, height }: Size, frames: number): void {
  const excess =
    frames > maxFrames
      ? `${frames} frames, more than ${maxFrames}`
      : Math.max(width, height) > maxSide
        ? `${width} x ${height} pixels, a side longer than ${maxSide}`
        : width * height * frames > maxPixels
          ? `${width * height * frames} pixels in all, more than ${maxPixels}`
          : null;
  if (excess !== null) throw refuse("too_many_pixels", `The image has ${excess}.`);
}

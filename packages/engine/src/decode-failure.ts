import { EngineError } from "./engine-error.ts";
import type { Picture } from "./picture.ts";

/** How the decoders and encoders below say that memory has run out. */
const memoryWords =
  /out of memory|memory exhausted|insufficient memory|unable to allocate|could not allocate|cannot allocate|alloc(ation)? fail|bad_alloc/i;
/** Bytes a decoder may hold for one pixel: two stages of four channels. */
const workingBytes = 8;

/** True where an error, whatever it says, may be one of memory: it names it, or the room to decode cannot be had. */
export function isOutOfMemory(error: unknown, picture: Pick<Picture, "width" | "height" | "frames"> | null): boolean {
  if (memoryWords.test(messageOf(error))) return true;
  if (picture === null) return false;
  try {
    // Near a data limit the decoders blame the file ("unable to parse image"), so room is asked for in their place.
    return new ArrayBuffer(picture.width * picture.height * picture.frames * workingBytes).byteLength === 0;
  } catch {
    return true;
  }
}

/** A file that cannot be decoded is no image, unless it was memory that failed: then a fresh child may fare better. */
export function decodeFailure(cause: unknown, picture: Picture | null): EngineError {
  return isOutOfMemory(cause, picture)
    ? new EngineError("decode", "out_of_memory", "The image did not fit into memory.", { cause, retryable: true })
    : new EngineError("decode", "not_an_image", "The image is damaged or incomplete.", { cause, retryable: false });
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

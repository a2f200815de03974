import { EngineError } from "./engine-error.ts";
import type { Picture } from "./picture.ts";

/** How the decoders and encoders below say that memory has run out. */
const memoryWords =
  /out of memory|memory exhausted|insufficient memory|unable to allocate|could not allocate|cannot allocate|alloc(ation)? fail|bad_alloc/i;
/** Bytes that may be held for one pixel: two stages of four channels by a decoder, the many planes of AVIF by an encoder. */
const workingBytes = { decode: 8, encode: 32 } as const;

/** True where an error says that memory ran out. */
export const speaksOfMemory = (error: unknown): boolean => memoryWords.test(messageOf(error));

/**
 * True where the room to work on a picture cannot be had. Near a data limit decoders blame the file ("unable to parse image") and
 * encoders themselves ("unable to encode"), so room is asked for in their place.
 */
export function lacksMemory(picture: Pick<Picture, "width" | "height" | "frames">, work: keyof typeof workingBytes): boolean {
  try {
    return new ArrayBuffer(picture.width * picture.height * picture.frames * workingBytes[work]).byteLength === 0;
  } catch {
    return true;
  }
}

/** A file that cannot be decoded is no image, unless it was memory that failed: then a fresh child may fare better. */
export function decodeFailure(cause: unknown, picture: Picture | null): EngineError {
  return speaksOfMemory(cause) || (picture !== null && lacksMemory(picture, "decode"))
    ? outOfMemory("decode", cause)
    : new EngineError("decode", "not_an_image", "The image is damaged or incomplete.", { cause, retryable: false });
}

export const outOfMemory = (operation: string, cause: unknown): EngineError =>
  new EngineError(operation, "out_of_memory", "The image did not fit into memory.", { cause, retryable: true });

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

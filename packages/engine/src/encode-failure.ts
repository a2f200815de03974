import { assertDecodes } from "./decode.ts";
import { lacksMemory, messageOf, outOfMemory, speaksOfMemory } from "./decode-failure.ts";
import { EngineError } from "./engine-error.ts";
import type { Picture } from "./picture.ts";

/** Decoding and encoding fail with one voice, so the file is decoded alone to learn which it was. */
export async function encodeFailure(cause: unknown, picture: Picture): Promise<EngineError> {
  if (speaksOfMemory(cause)) return outOfMemory("encode", cause);
  if (/no space left|disk quota/i.test(messageOf(cause))) {
    return new EngineError("encode", "encode_failed", "There is no room on the disk for the result.", { cause, retryable: true });
  }
  try {
    await assertDecodes(picture);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  if (lacksMemory(picture, "encode")) return outOfMemory("encode", cause);
  return new EngineError("encode", "encode_failed", "The encoder failed on this image.", { cause, retryable: false });
}

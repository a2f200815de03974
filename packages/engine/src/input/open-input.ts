import { join } from "node:path";
import { decodeFailure } from "../decode-failure.ts";
import { EngineError } from "../engine-error.ts";
import { inspect } from "../inspect.ts";
import type { Picture } from "../picture.ts";
import type { EngineLimits } from "../report.ts";

/**
 * Inspects a file and, where sharp does not read it as it is meant, writes the picture to one in `folder` that it does.
 * Throws an `EngineError` for what is no image, too large or not supported.
 */
export async function openInput(path: string, folder: string, limits: EngineLimits, keepColour = false): Promise<Picture> {
  const { picture, rewrite } = await inspect(path, limits);
  if (rewrite === null) return picture;
  const source = join(folder, "input");
  try {
    return { ...picture, ...(await rewrite(source, { keepColour })), source };
  } catch (error) {
    throw error instanceof EngineError ? error : decodeFailure(error, picture);
  }
}

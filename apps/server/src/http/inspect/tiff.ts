import type { Measure } from "./measure.ts";
import { upright } from "./orientation.ts";
import { type Bytes, readDirectory } from "./tiff-directory.ts";

/** The first page: a decoder takes no other. */
export async function measureTiff(file: Bytes): Promise<Measure> {
  const { width, height, orientation } = await readDirectory(file);
  return { ...upright(width, height, orientation), frames: 1 };
}

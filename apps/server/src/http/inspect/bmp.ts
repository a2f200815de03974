import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";

/** Before the bitmap's own head come a signature, two sizes and four bytes of nothing. */
const fileHeadBytes = 14;
const heads = { oldest: 12, usual: 40, newest: 124 } as const;

/** The size of a BMP. */
export const measureBmp = (file: FileBytes): Promise<Measure> => measureDib(file, fileHeadBytes);

/** The size of a bitmap from its own head on, as a BMP and an icon hold it: sides of two bytes in the oldest kind, else of four. */
export async function measureDib(file: FileBytes, start: number): Promise<Measure> {
  const head = await file.at(start, heads.oldest);
  const headBytes = head.readUInt32LE();
  if (headBytes === heads.oldest) return { width: head.readUInt16LE(4), height: head.readUInt16LE(6), frames: 1 };
  if (headBytes < heads.usual || headBytes > heads.newest) throw new HeaderError("a head of no length that is known");
  // A height below zero says that the first row is the upper one.
  return { width: head.readInt32LE(4), height: Math.abs(head.readInt32LE(8)), frames: 1 };
}

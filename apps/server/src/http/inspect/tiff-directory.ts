import { HeaderError } from "./file-bytes.ts";

/** Anything that gives exactly the bytes asked for, or rejects. */
export interface Bytes {
  at(offset: number, length: number): Promise<Buffer>;
}

export interface Directory {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

const tags = { width: 256, height: 257, orientation: 274 } as const;

/** Reads the first directory of a TIFF, classic or BigTIFF; EXIF blocks are small TIFFs too. What it does not name is 0, orientation 1. */
export async function readDirectory(file: Bytes): Promise<Directory> {
  const start = Buffer.from(await file.at(0, 8));
  const order = start.toString("latin1", 0, 2);
  if (order !== "II" && order !== "MM") throw new HeaderError("no TIFF header");
  const little = order === "II";
  const numbers = reader(file, little);
  const version = little ? start.readUInt16LE(2) : start.readUInt16BE(2);
  if (version !== 42 && version !== 43) throw new HeaderError("no TIFF version that is known");
  const big = version === 43;
  const directory = await numbers(big ? 8 : 4, big ? 8 : 4);
  const count = await numbers(directory, big ? 8 : 2);
  if (count > 4096) throw new HeaderError("a directory of absurd length");
  const values = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const entry = directory + (big ? 8 : 2) + index * (big ? 20 : 12);
    const tag = await numbers(entry, 2);
    if (tag > tags.orientation) break;
    const type = await numbers(entry + 2, 2);
    values.set(tag, await numbers(entry + (big ? 12 : 8), sizes[type] ?? 4));
  }
  return { width: values.get(tags.width) ?? 0, height: values.get(tags.height) ?? 0, orientation: values.get(tags.orientation) ?? 1 };
}

/** Bytes of the number types a size may have: BYTE, SHORT, LONG, LONG8. */
const sizes: Record<number, number> = { 1: 1, 3: 2, 4: 4, 16: 8 };

function reader(file: Bytes, little: boolean): (offset: number, length: number) => Promise<number> {
  return async (offset, length) => {
    const bytes = await file.at(offset, length);
    if (length === 8) return Number(little ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE());
    return little ? bytes.readUIntLE(0, length) : bytes.readUIntBE(0, length);
  };
}

import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";
import { upright } from "./orientation.ts";

/** More than the longest head: two sizes, an orientation and a few flags. */
const headBytes = 48;
/** Widths over heights, by their number in the header. */
const ratios = [0, 1, 12 / 10, 4 / 3, 3 / 2, 16 / 9, 5 / 4, 2] as const;
const sideBits = [9, 13, 18, 30] as const;

type Read = (bits: number) => number;

/** The size of the first frame, all that a decoder takes, from the head of the codestream. */
export async function measureJxl(file: FileBytes): Promise<Measure> {
  const start = await codestreamStart(file);
  const read = bitsOf(await file.at(start + 2, Math.min(headBytes, file.size - start - 2)));
  const { width, height } = readSize(read);
  const extended = read(1) === 0 && read(1) === 1;
  return { ...upright(width, height, extended ? read(3) + 1 : 1), frames: 1 };
}

/** A file is the codestream itself, or boxes of which one holds it or its first part. */
async function codestreamStart(file: FileBytes): Promise<number> {
  if ((await file.at(0, 1)).readUInt8() === 0xff) return 0;
  for (let position = 0; position + 8 <= file.size; ) {
    const head = await file.at(position, 8);
    const kind = head.toString("latin1", 4, 8);
    const short = head.readUInt32BE(0);
    const start = short === 1 ? 16 : 8;
    const length = short === 1 ? Number((await file.at(position + 8, 8)).readBigUInt64BE()) : short;
    if (kind === "jxlc") return position + start;
    // A part begins with its number.
    if (kind === "jxlp") return position + start + 4;
    if (length < start) break;
    position += length;
  }
  throw new HeaderError("no codestream in it");
}

/** Bits from the lowest up. */
function bitsOf(bytes: Buffer): Read {
  let place = 0;
  return (bits) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, place++) value += ((bytes.readUInt8(place >> 3) >> (place & 7)) & 1) * 2 ** bit;
    return value;
  };
}

function readSize(read: Read): { width: number; height: number } {
  const small = read(1) === 1;
  const side = () => (small ? (read(5) + 1) * 8 : read(sideBits[read(2)] as number) + 1);
  const height = side();
  const ratio = ratios[read(3)] as number;
  return { width: ratio === 0 ? side() : Math.floor(height * ratio + 1e-6), height };
}

import { type ReadBits, readLong } from "./jxl-bits.ts";
import { openNumbers } from "./jxl-numbers.ts";
import { unpackProfile } from "./jxl-unpack-profile.ts";

/** One that claims more is no profile that anybody made. */
const maxPackedBytes = 4 * 1024 * 1024;
const contexts = 41;
const headBytes = 128;

/** Reads the profile at the end of a JPEG XL's head. Throws a `RangeError` where it is damaged. */
export function readJxlProfile(read: ReadBits): Buffer {
  const size = readLong(read);
  if (size > maxPackedBytes) throw new RangeError("a profile that is too large");
  const { next, isWhole } = openNumbers(read, contexts);
  const packed = Buffer.alloc(size);
  for (let place = 0; place < size; place++) packed[place] = next(contextOf(packed, place));
  if (!isWhole()) throw new RangeError("a profile that does not end");
  return unpackProfile(packed);
}

/** What kind the two bytes before are of. */
function contextOf(packed: Buffer, place: number): number {
  if (place <= headBytes) return 0;
  const [last, before] = [packed[place - 1] as number, packed[place - 2] as number];
  return 1 + kindOf(last) + (coarse[kindOf(before)] as number) * 8;
}

function kindOf(byte: number): number {
  const character = String.fromCharCode(byte);
  if (/[a-z]/i.test(character)) return 0;
  if (/[0-9.,]/.test(character)) return 1;
  if (byte < 2) return 2 + byte;
  if (byte < 16) return 4;
  return byte === 255 ? 6 : byte > 240 ? 5 : 7;
}

/** Of the byte further back less is asked. */
const coarse = [0, 1, 2, 2, 2, 3, 3, 4];

import type { Size } from "../picture.ts";
import { readDibHeader } from "./dib.ts";
import { refuse } from "./refuse.ts";

/** One of the pictures of an icon, a PNG or a bitmap that goes without its file's head. */
export interface IconEntry extends Size {
  readonly kind: "png" | "bitmap";
  readonly bits: number;
  readonly body: Buffer;
  /** Bytes before a bitmap's colours or palette. */
  readonly headBytes: number;
}

const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
/** Icons hold a dozen pictures; what claims thousands wants us to look for them. */
const maxEntries = 256;
const [headBytes, entryBytes] = [6, 16];

/** The picture that browsers show: the largest by its own head, whatever the list of them says, of equals the one of more bits. */
export function largestEntry(file: Buffer): IconEntry {
  const count = file.readUInt16LE(4);
  if (count === 0 || count > maxEntries) throw refuse("not_an_image", "The icon holds no picture, or too many.");
  const entries = Array.from({ length: count }, (_, index) => readEntry(file, headBytes + index * entryBytes));
  return entries.reduce((best, entry) => (weight(entry) > weight(best) ? entry : best));
}

/** Bits break a tie only. */
const weight = ({ width, height, bits }: IconEntry): number => width * height + bits / 64;

function readEntry(file: Buffer, place: number): IconEntry {
  const start = file.readUInt32LE(place + 12);
  const body = file.subarray(start, start + file.readUInt32LE(place + 8));
  if (body.subarray(0, signature.length).equals(signature)) {
    const [width, height] = [body.readUInt32BE(16), body.readUInt32BE(20)];
    return { kind: "png", width, height, bits: 32, body, headBytes: 0 };
  }
  const { width, height, bits, headBytes } = readDibHeader(body);
  // Its height counts the mask beneath as well.
  return { kind: "bitmap", width, height: Math.floor(height / 2), bits, body, headBytes };
}

/** An icon of this bitmap alone: what a decoder is to choose is chosen here. */
export function soleIcon({ width, height, bits, body }: IconEntry): Buffer {
  const head = Buffer.alloc(headBytes + entryBytes);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.set([Math.min(width, 256) % 256, Math.min(height, 256) % 256], 6);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(bits, 12);
  head.writeUInt32LE(body.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, body]);
}

/** Puts the mask beneath a bitmap of 32 bits into its alpha: icons of before Windows XP leave that empty. False where there is no mask. */
export function applyMask({ width, height, body, headBytes }: IconEntry, rgba: Uint8Array | Uint8ClampedArray): boolean {
  const start = headBytes + width * height * 4;
  const rowBytes = Math.ceil(width / 32) * 4;
  if (start + rowBytes * height > body.length) return false;
  for (let y = 0; y < height; y++) {
    // The lowest row comes first.
    const row = start + (height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const hidden = ((body.readUInt8(row + (x >> 3)) >> (7 - (x & 7))) & 1) === 1;
      rgba[(y * width + x) * 4 + 3] = hidden ? 0 : 255;
    }
  }
  return true;
}

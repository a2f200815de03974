import { crc32 } from "node:zlib";

/** A PNG chunk with its checksum. */
export function pngChunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), body]);
  const chunk = Buffer.alloc(named.length + 8);
  chunk.writeUInt32BE(body.length, 0);
  named.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(named), named.length + 4);
  return chunk;
}

/** An animated PNG whose header says one number of frames and whose body has another. */
export function apng(still: Buffer, { said, frames }: { said: number; frames: number }): Buffer {
  const afterHeader = 33;
  const control = Buffer.alloc(8);
  control.writeUInt32BE(said, 0);
  const frame = pngChunk("fcTL", Buffer.alloc(26));
  return Buffer.concat([
    still.subarray(0, afterHeader),
    pngChunk("acTL", control),
    ...Array(frames).fill(frame),
    still.subarray(afterHeader),
  ]);
}

/** The header of a BigTIFF: one directory with a width and a height. */
export function bigTiff(width: number, height: number): Buffer {
  const file = Buffer.alloc(16 + 8 + 40 + 8);
  file.write("II", 0, "latin1");
  file.writeUInt16LE(43, 2);
  file.writeUInt16LE(8, 4);
  file.writeBigUInt64LE(16n, 8);
  file.writeBigUInt64LE(2n, 16);
  for (const [index, [tag, value]] of [[256, width] as const, [257, height] as const].entries()) {
    const entry = 24 + index * 20;
    file.writeUInt16LE(tag, entry);
    file.writeUInt16LE(4, entry + 2);
    file.writeBigUInt64LE(1n, entry + 4);
    file.writeUInt32LE(value, entry + 12);
  }
  return file;
}

/** The same GIF with a screen of another size. */
export function gifScreen(gif: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(gif);
  changed.writeUInt16LE(width, 6);
  changed.writeUInt16LE(height, 8);
  return changed;
}

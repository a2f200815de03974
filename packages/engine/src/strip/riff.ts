/** One chunk of a RIFF file: its type, its body, and all of it with head and padding. */
export interface RiffChunk {
  readonly type: string;
  readonly body: Buffer;
  readonly whole: Buffer;
}

/** The chunks of a WebP; null where it is none or they do not follow one another. */
export function readRiff(bytes: Buffer): readonly RiffChunk[] | null {
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP") return null;
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return null;
  const chunks: RiffChunk[] = [];
  for (let place = 12; place + 8 <= end; ) {
    const size = bytes.readUInt32LE(place + 4);
    if (place + 8 + size > end) return null;
    const next = place + 8 + size + (size & 1);
    const type = bytes.toString("latin1", place, place + 4);
    chunks.push({ type, body: bytes.subarray(place + 8, place + 8 + size), whole: bytes.subarray(place, next) });
    place = next;
  }
  return chunks;
}

export function riffChunk(type: string, body: Buffer): RiffChunk {
  const head = Buffer.from(`${type}\0\0\0\0`, "latin1");
  head.writeUInt32LE(body.length, 4);
  return { type, body, whole: Buffer.concat([head, body, Buffer.alloc(body.length & 1)]) };
}

/** A WebP of these chunks. */
export function writeRiff(chunks: readonly RiffChunk[]): Buffer {
  const file = Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBP", "latin1"), ...chunks.map(({ whole }) => whole)]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

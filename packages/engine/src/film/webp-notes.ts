import { type RiffChunk, readRiff, riffChunk, writeRiff } from "../strip/riff.ts";

/** What tells of a WebP, by the bit of its header that says so. */
const noteFlags: ReadonlyMap<string, number> = new Map([
  ["EXIF", 0x08],
  ["XMP ", 0x04],
]);

export const isNote = ({ type }: RiffChunk): boolean => noteFlags.has(type);

/** The film with these notes in place of its own. */
export function writeWebpNotes(film: Buffer, notes: readonly RiffChunk[]): Buffer {
  const chunks = (readRiff(film) ?? []).filter((chunk) => !isNote(chunk));
  return writeRiff([...chunks.map((chunk) => (chunk.type === "VP8X" ? saying(chunk, notes) : chunk)), ...notes]);
}

function saying({ type, body }: RiffChunk, notes: readonly RiffChunk[]): RiffChunk {
  const header = Buffer.from(body);
  for (const [note, flag] of noteFlags) {
    const has = notes.some((one) => one.type === note);
    header[0] = ((header[0] as number) & ~flag) | (has ? flag : 0);
  }
  return riffChunk(type, header);
}

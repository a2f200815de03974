import type { Recipe } from "@pixpress/contracts";
import { readDirectories } from "./tiff-directory.ts";

/** Whose picture it is, as the EXIF says. */
export interface Copyright {
  readonly artist: string | null;
  readonly copyright: string | null;
}

const artistTag = 0x01_3b;
const copyrightTag = 0x82_98;

/** Reads artist and copyright out of EXIF (or of a TIFF file); null where it names neither. */
export function readCopyright(exif: Buffer): Copyright | null {
  const tiff = exif.toString("latin1", 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
  const tags = readDirectories(tiff)?.[0] ?? [];
  const text = (wanted: number) => tags.find(({ number }) => number === wanted)?.text?.trim() || null;
  const found = { artist: text(artistTag), copyright: text(copyrightTag) };
  return found.artist === null && found.copyright === null ? null : found;
}

/** What of it is to be carried over into the result. */
export function keptCopyright({ copyright }: { copyright: Copyright | null }, recipe: Pick<Recipe, "metadata">): Copyright | null {
  return recipe.metadata === "copyright" ? copyright : null;
}

/** Writes an EXIF (from its TIFF header on) that says this and nothing else. */
export function writeCopyright({ artist, copyright }: Copyright): Buffer {
  const entries = [
    { tag: artistTag, text: artist },
    { tag: copyrightTag, text: copyright },
  ].flatMap(({ tag, text }) => (text === null ? [] : [{ tag, value: Buffer.from(`${text}\0`) }]));
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write("MM\0*", "latin1");
  head.writeUInt32BE(8, 4);
  head.writeUInt16BE(entries.length, 8);
  let end = head.length;
  for (const [index, { tag, value }] of entries.entries()) {
    const entry = 10 + index * 12;
    head.writeUInt16BE(tag, entry);
    head.writeUInt16BE(2, entry + 2);
    head.writeUInt32BE(value.length, entry + 4);
    // A value of up to four bytes lies in the entry itself.
    if (value.length <= 4) value.copy(head, entry + 8);
    else head.writeUInt32BE(end, entry + 8);
    if (value.length > 4) end += value.length;
  }
  return Buffer.concat([head, ...entries.filter(({ value }) => value.length > 4).map(({ value }) => value)]);
}

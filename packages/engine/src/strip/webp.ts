import type { Strip } from "./strip.ts";

const partsOfThePicture = new Set(["VP8X", "ICCP", "ANIM", "ANMF", "ALPH", "VP8 ", "VP8L"]);
const exifFlag = 0x08;
const xmpFlag = 0x04;

/** Copies a WebP without EXIF and XMP, and lets its header say so. */
export const stripWebp: Strip = (bytes, exif) => {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP") return null;
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) return null;
  const kept: Buffer[] = [];
  let extended: Buffer | null = null;
  for (let place = 12; place + 8 <= end; ) {
    const type = bytes.toString("latin1", place, place + 4);
    const size = bytes.readUInt32LE(place + 4);
    if (place + 8 + size > end) return null;
    const chunk = bytes.subarray(place, place + 8 + size + (size & 1));
    if (type === "VP8X") {
      extended = Buffer.from(chunk);
      extended[8] = (chunk[8] as number) & ~(exifFlag | xmpFlag);
      kept.push(extended);
    } else if (partsOfThePicture.has(type)) kept.push(chunk);
    place += 8 + size + (size & 1);
  }
  // Only the extended form can carry EXIF; a file that had some is in that form.
  if (exif !== null && extended !== null) {
    extended[8] = (extended[8] as number) | exifFlag;
    kept.push(riffChunk("EXIF", exif));
  }
  return riff(kept);
};

function riffChunk(type: string, body: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}

function riff(chunks: readonly Buffer[]): Buffer {
  const file = Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBP", "latin1"), ...chunks]);
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}

import type { Strip } from "./strip.ts";

const block = { extension: 0x21, image: 0x2c, trailer: 0x3b };
const label = { comment: 0xfe, application: 0xff };
/** Application blocks the picture is made of: how often the film repeats, and its colour profile. */
const partsOfThePicture = new Set(["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]);

/** Copies a GIF without comments, XMP and other applications' notes. */
export const stripGif: Strip = (bytes) => {
  const screen = bytes[10];
  if (screen === undefined) return null;
  let place = 13 + colourTableBytes(screen);
  const kept: Buffer[] = [bytes.subarray(0, place)];
  while (place < bytes.length) {
    const kind = bytes[place];
    if (kind === block.trailer) return Buffer.concat([...kept, bytes.subarray(place, place + 1)]);
    const data = kind === block.extension ? place + 2 : kind === block.image ? startOfImageData(bytes, place) : null;
    const end = data === null ? null : endOfSubBlocks(bytes, data);
    if (end === null) return null;
    if (kind === block.image || belongs(bytes, place)) kept.push(bytes.subarray(place, end));
    place = end;
  }
  return null;
};

const colourTableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Past the image's descriptor, its own colours and the code size. */
function startOfImageData(bytes: Buffer, place: number): number | null {
  const flags = bytes[place + 9];
  return flags === undefined ? null : place + 10 + colourTableBytes(flags) + 1;
}

function endOfSubBlocks(bytes: Buffer, from: number): number | null {
  for (let place = from; place < bytes.length; ) {
    const size = bytes[place] as number;
    if (size === 0) return place + 1;
    place += size + 1;
  }
  return null;
}

function belongs(bytes: Buffer, place: number): boolean {
  const kind = bytes[place + 1];
  if (kind === label.comment) return false;
  return kind !== label.application || partsOfThePicture.has(bytes.toString("latin1", place + 3, place + 14));
}

import type { InputFormat } from "@pixpress/contracts";
import { writeChunk } from "../strip/png.ts";
import { jpegPlace } from "./jpeg-place.ts";
import type { MarkPlace } from "./mark-place.ts";
import { webpPlace } from "./webp-place.ts";

const afterHeader = 33;
/** Private, and not to be copied by a program that changes the picture. */
const pngChunk = "pxPT";

const pngPlace: MarkPlace = {
  prepare: (file) => file,
  insert: (file, text) =>
    Buffer.concat([file.subarray(0, afterHeader), writeChunk(pngChunk, Buffer.from(text)), file.subarray(afterHeader)]),
  find(file) {
    if (file.length < afterHeader + 12 || file.toString("latin1", afterHeader + 4, afterHeader + 8) !== pngChunk) return null;
    const end = afterHeader + 8 + file.readUInt32BE(afterHeader);
    const bare = Buffer.concat([file.subarray(0, afterHeader), file.subarray(end + 4)]);
    return { text: file.toString("latin1", afterHeader + 8, end), bare };
  },
};

/** At the end nothing moves, and every reader passes over a box called free. */
const avifPlace: MarkPlace = {
  prepare: (file) => file,
  insert(file, text) {
    const head = Buffer.from("\0\0\0\0free", "latin1");
    head.writeUInt32BE(8 + text.length);
    return Buffer.concat([file, head, Buffer.from(text)]);
  },
  find(file) {
    const start = file.lastIndexOf("free");
    if (start < 4 || start - 4 + file.readUInt32BE(start - 4) !== file.length) return null;
    return { text: file.toString("latin1", start + 4), bare: file.subarray(0, start - 4) };
  },
};

/** The formats that can be marked. GIF is not among them: it loses colours only once. */
export const places: Readonly<Partial<Record<InputFormat, MarkPlace>>> = {
  jpeg: jpegPlace,
  png: pngPlace,
  webp: webpPlace,
  avif: avifPlace,
};

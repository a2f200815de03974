import type { MarkPlace } from "./mark-place.ts";

const soiBytes = 2;
const app0 = 0xe0;
const comment = 0xfe;

/** A comment, behind JFIF, which wants to be first. */
export const jpegPlace: MarkPlace = {
  prepare: (file) => file,
  insert(file, text) {
    const place = placeOf(file);
    const head = Buffer.from([0xff, comment, 0, text.length + 2]);
    return Buffer.concat([file.subarray(0, place), head, Buffer.from(text), file.subarray(place)]);
  },
  find(file) {
    const place = placeOf(file);
    if (file.length < place + 4 || file[place] !== 0xff || file[place + 1] !== comment) return null;
    const end = place + 2 + file.readUInt16BE(place + 2);
    const bare = Buffer.concat([file.subarray(0, place), file.subarray(end)]);
    return { text: file.toString("latin1", place + 4, end), bare };
  },
};

const placeOf = (file: Buffer): number =>
  file.length > 6 && file[soiBytes] === 0xff && file[soiBytes + 1] === app0 ? soiBytes + 2 + file.readUInt16BE(soiBytes + 2) : soiBytes;

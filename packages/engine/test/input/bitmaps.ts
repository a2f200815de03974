/** Bitmaps written by the book, so that what they must look like is known without a decoder. */

export interface Rgb {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => readonly [number, number, number];
}

export const size = { width: 13, height: 7 } as const;
/** Colours whose levels five bits can hold. */
export const picture: Rgb = { ...size, at: (x, y) => [level(x * 2), level(y * 4), level((x * y) % 32)] };
const level = (fifth: number): number => Math.round(((fifth % 32) * 255) / 31);
export const palette = Array.from({ length: 16 }, (_, index) => [(index * 17) % 256, (index * 53) % 256, 255 - index * 16] as const);
export const indexAt = (x: number, y: number): number => ((y * size.width + x) * 7) % 16;
export const alphaAt = (x: number, y: number): number => ((y * size.width + x) * 2) % 256;

const u16 = (...values: readonly number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const u32 = (...values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);

/** The bitmap's own head of 40 bytes, and what longer ones add. */
export const head = ({
  bits,
  packing = 0,
  height = size.height,
  width = size.width,
  colours = 0,
  longer = Buffer.alloc(0),
}: Head): Buffer =>
  Buffer.concat([u32(40 + longer.length), u32(width, height), u16(1, bits), u32(packing, 0, 2835, 2835, colours, 0), longer]);
export interface Head {
  readonly bits: number;
  readonly packing?: number;
  readonly width?: number;
  readonly height?: number;
  readonly colours?: number;
  readonly longer?: Buffer;
}

/** A head of the fourth or fifth version, with masks of its own. */
export const longHead = (bytes: 56 | 108 | 124, masks: readonly number[], more: Head): Buffer => {
  const longer = Buffer.alloc(bytes - 40);
  longer.set(u32(...masks));
  if (bytes > 56) longer.write("BGRs", 16, "latin1");
  return head({ ...more, longer });
};

export const bmp = (dib: Buffer, colours: Buffer, body: Buffer): Buffer => {
  const start = 14 + dib.length + colours.length;
  return Buffer.concat([Buffer.from("BM"), u32(start + body.length, 0, start), dib, colours, body]);
};

/** Rows from the lowest up, each filled to four bytes. */
export function rows(row: (y: number) => Buffer, { topDown = false, height = size.height as number } = {}): Buffer {
  const order = Array.from({ length: height }, (_, y) => (topDown ? y : height - 1 - y));
  return Buffer.concat(order.flatMap((y) => [row(y), Buffer.alloc((4 - (row(y).length % 4)) % 4)]));
}

const columns = Array.from({ length: size.width }, (_, x) => x);
export const bgr = (y: number): Buffer => Buffer.from(columns.flatMap((x) => picture.at(x, y).toReversed()));
export const bgra =
  (alpha: (x: number, y: number) => number) =>
  (y: number): Buffer =>
    Buffer.from(columns.flatMap((x) => [...picture.at(x, y).toReversed(), alpha(x, y)]));
/** Samples of 16 bits, red above green above blue. */
export const packed =
  (green: 5 | 6, top: (x: number) => 0 | 1 = () => 0) =>
  (y: number): Buffer =>
    u16(
      ...columns.map((x) => {
        const [r, g, b] = picture.at(x, y);
        return (top(x) << 15) | ((r >> 3) << (5 + green)) | ((g >> (8 - green)) << 5) | (b >> 3);
      }),
    );
/** Indices of 1, 2, 4 or 8 bits, the first in the highest. */
export const indices =
  (bits: number, at = indexAt) =>
  (y: number): Buffer => {
    const row = Buffer.alloc(Math.ceil((size.width * bits) / 8));
    for (const x of columns) {
      const bit = x * bits;
      row[bit >> 3] = (row[bit >> 3] as number) | ((at(x, y) % 2 ** bits) << (8 - bits - (bit & 7)));
    }
    return row;
  };
export const colourTable = (count: number): Buffer => Buffer.from(palette.slice(0, count).flatMap(([r, g, b]) => [b, g, r, 0]));
export const oldColourTable = (): Buffer => Buffer.from(palette.flatMap(([r, g, b]) => [b, g, r]));
export const oldHead = (bits: number): Buffer => Buffer.concat([u32(12), u16(size.width, size.height, 1, bits)]);
export const masks = u32(0xf8_00, 0x7_e0, 0x1f);

/** Run lengths: pairs for the first three columns' runs, the rest literally, to an even count of bytes. */
export function runLengths(bits: 4 | 8, at: (x: number, y: number) => number): Buffer {
  const line = (y: number): Buffer => {
    const first = at(0, y);
    const literal = columns.slice(3).map((x) => at(x, y));
    const bytes =
      bits === 8
        ? literal
        : columns.slice(3).flatMap((x) => (x % 2 === 1 ? [(at(x, y) << 4) | (x + 1 < size.width ? at(x + 1, y) : 0)] : []));
    const run = bits === 8 ? first : (first << 4) | first;
    return Buffer.from([3, run, 0, literal.length, ...bytes, ...(bytes.length % 2 === 1 ? [0] : []), 0, 0]);
  };
  return Buffer.concat([...Array.from({ length: size.height }, (_, y) => line(size.height - 1 - y)), Buffer.from([0, 1])]);
}

export interface Entry {
  readonly body: Buffer;
  readonly sides?: readonly [number, number];
  readonly bits?: number;
}

/** An icon of pictures, whatever its list says of them. */
export function ico(entries: readonly Entry[]): Buffer {
  let start = 6 + 16 * entries.length;
  const list = entries.map(({ body, sides = [size.width, size.height], bits = 32 }) => {
    const entry = Buffer.concat([Buffer.from([sides[0] % 256, sides[1] % 256, 0, 0]), u16(1, bits), u32(body.length, start)]);
    start += body.length;
    return entry;
  });
  return Buffer.concat([u16(0, 1, entries.length), ...list, ...entries.map(({ body }) => body)]);
}

/** A bitmap as an icon holds it: its height counts the mask beneath, whose ones are not seen. */
export const iconBitmap = (bits: number, colours: Buffer, body: Buffer, hidden: (x: number, y: number) => number): Buffer =>
  Buffer.concat([head({ bits, height: size.height * 2 }), colours, body, rows(indices(1, hidden))]);

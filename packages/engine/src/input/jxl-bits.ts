/** Answers the next bits of a JPEG XL, the lowest first. Throws a `RangeError` past the end. */
export type ReadBits = (bits: number) => number;

/** Reads bits, and tells how many have been read. */
export function openBits(bytes: Buffer): { readonly read: ReadBits; readonly place: () => number } {
  let place = 0;
  const read = (bits: number) => {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, place++) value += ((bytes.readUInt8(place >> 3) >> (place & 7)) & 1) * 2 ** bit;
    return value;
  };
  return { read, place: () => place };
}

/** One of four ways to write a number, each a base and so many bits to add. */
type Way = readonly [base: number, bits: number];

export function chosen(read: ReadBits, ...ways: readonly [Way, Way, Way, Way]): number {
  const [base, bits] = ways[read(2)] as Way;
  return base + read(bits);
}

export const readEnum = (read: ReadBits): number => chosen(read, [0, 0], [1, 0], [2, 4], [18, 6]);

/** A number of up to 64 bits. */
export function readLong(read: ReadBits): number {
  const way = read(2);
  if (way === 0) return 0;
  if (way < 3) return way === 1 ? 1 + read(4) : 17 + read(8);
  let value = read(12);
  for (let shift = 12; read(1) === 1; shift += 8) {
    if (shift === 60) return value + read(4) * 2 ** shift;
    value += read(8) * 2 ** shift;
  }
  return value;
}

/** Bits on their way to bytes. */
export class BitWriter {
  readonly #bits: number[] = [];

  write(value: number, bits: number): void {
    for (let bit = 0; bit < bits; bit++) this.#bits.push(Math.floor(value / 2 ** bit) & 1);
  }

  copy(from: Buffer, start: number, end: number): void {
    for (let place = start; place < end; place++) this.#bits.push((from.readUInt8(place >> 3) >> (place & 7)) & 1);
  }

  /** All of them, filled up to a whole byte. */
  finish(): Buffer {
    const bytes = Buffer.alloc(Math.ceil(this.#bits.length / 8));
    for (const [place, bit] of this.#bits.entries()) bytes[place >> 3] = (bytes[place >> 3] as number) | (bit << (place & 7));
    return bytes;
  }
}

import type { ReadBits } from "./jxl-bits.ts";

/** Answers the next symbol. */
export type ReadSymbol = (read: ReadBits) => number;
/** Symbols with the lengths of their codes, in the order of these. */
export type Lengths = readonly (readonly [symbol: number, length: number])[];

const longest = 15;

/** The code in which each symbol takes the next place of its length. One symbol alone takes no bits. */
export function codeOf(lengths: Lengths): ReadSymbol {
  const [first] = lengths;
  if (first !== undefined && lengths.length === 1) return () => first[0];
  const symbols = new Map<number, number>();
  let place = 0;
  for (const [symbol, length] of lengths) {
    // With a one before it, so that no two lengths are alike.
    symbols.set((1 << length) | (place >> (longest - length)), symbol);
    place += 1 << (longest - length);
  }
  if (place !== 1 << longest) throw new RangeError("a code that is not whole");
  return (read) => {
    for (let code = 2 | read(1); ; code = (code << 1) | read(1)) {
      const symbol = symbols.get(code);
      if (symbol !== undefined) return symbol;
    }
  };
}

/** A code for each cluster. */
export function readPrefixCodes(read: ReadBits, clusters: number): readonly ReadSymbol[] {
  const sizes = Array.from({ length: clusters }, () => readSize(read));
  return sizes.map((size) => (size === 1 ? () => 0 : readPrefixCode(read, size)));
}

function readSize(read: ReadBits): number {
  if (read(1) === 0) return 1;
  const bits = read(4);
  return 1 + 2 ** bits + read(bits);
}

/** Brotli's two kinds: few symbols by name, or the lengths of all. */
function readPrefixCode(read: ReadBits, size: number): ReadSymbol {
  const kind = read(2);
  return kind === 1 ? readFew(read, size) : codeOf(inOrder(readLengths(read, size, kind)));
}

const bitsFor = (values: number): number => Math.ceil(Math.log2(values));

function readFew(read: ReadBits, size: number): ReadSymbol {
  const symbols = Array.from({ length: read(2) + 1 }, () => read(bitsFor(size)));
  const lengths = [[0], [1, 1], [1, 2, 2], [2, 2, 2, 2]][symbols.length - 1] as number[];
  const wanted = symbols.length === 4 && read(1) === 1 ? [1, 2, 3, 3] : lengths;
  return codeOf(symbols.map((symbol, index) => [symbol, wanted[index] as number] as const).toSorted(byLength));
}

const byLength = (one: Lengths[number], other: Lengths[number]): number => one[1] - other[1] || one[0] - other[0];

const inOrder = (lengths: readonly number[]): Lengths =>
  lengths
    .map((length, symbol) => [symbol, length] as const)
    .filter(([, length]) => length > 0)
    .toSorted(byLength);

/** The order in which the lengths of the lengths' own code come, and the code they come in. */
const order = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const lengthOfLength = codeOf([
  [0, 2],
  [3, 2],
  [4, 2],
  [2, 3],
  [1, 4],
  [5, 4],
]);
const [repeatLast, usualLength] = [16, 8];

function readLengths(read: ReadBits, size: number, skipped: number): readonly number[] {
  const ofLengths = Array.from({ length: order.length }, () => 0);
  let space = 32;
  for (let index = skipped; index < order.length && space > 0; index++) {
    const length = lengthOfLength(read);
    ofLengths[order[index] as number] = length;
    if (length > 0) space -= 32 >> length;
  }
  const next = codeOf(inOrder(ofLengths));
  const lengths: number[] = [];
  let [left, last, repeated, repeats] = [1 << longest, usualLength, -1, 0];
  while (lengths.length < size && left > 0) {
    const code = next(read);
    if (code < repeatLast) {
      [repeated, repeats] = [-1, 0];
      lengths.push(code);
      if (code > 0) [last, left] = [code, left - (1 << (longest - code))];
      continue;
    }
    const [length, bits] = [code === repeatLast ? last : 0, code - 14];
    if (repeated !== length) [repeated, repeats] = [length, 0];
    // Repeats that follow each other are digits of one number.
    const before = repeats;
    repeats = (repeats > 0 ? (repeats - 2) << bits : 0) + read(bits) + 3;
    if (lengths.length + repeats - before > size) throw new RangeError("more lengths than symbols");
    for (let count = before; count < repeats; count++) lengths.push(length);
    if (length > 0) left -= (repeats - before) << (longest - length);
  }
  return lengths;
}

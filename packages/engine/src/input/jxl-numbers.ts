import { readAns } from "./jxl-ans.ts";
import { chosen, type ReadBits } from "./jxl-bits.ts";
import { readPrefixCodes } from "./jxl-prefix-codes.ts";

/** A coded stream of numbers. */
export interface Numbers {
  readonly next: (context: number) => number;
  /** False where the stream did not end as its writer left it. */
  readonly isWhole: () => boolean;
}

/** Which bits of a number its symbol tells. */
interface Split {
  readonly exponent: number;
  readonly high: number;
  readonly low: number;
}

/** Numbers that were there before, by how long and how far back. */
interface Copies {
  readonly firstSymbol: number;
  readonly shortest: number;
  readonly length: Split;
}

const logOfLengths = 8;
const logOfPrefixes = 15;

/** Reads how numbers of so many contexts are coded. Throws a `RangeError` where that makes no sense. */
export function openNumbers(read: ReadBits, contexts: number, mayCopy = true): Numbers {
  const copies = read(1) === 1 ? readCopies(read) : null;
  if (copies !== null && !mayCopy) throw new RangeError("copies in so short a map");
  const clusters = readClusters(read, copies === null ? contexts : contexts + 1);
  const count = Math.max(...clusters) + 1;
  const prefixed = read(1) === 1;
  const logSize = prefixed ? logOfPrefixes : 5 + read(2);
  const splits = Array.from({ length: count }, () => readSplit(read, logSize));
  const { readers, isWhole } = prefixed ? { readers: readPrefixCodes(read, count), isWhole: () => true } : readAns(read, count, logSize);
  const symbolOf = (cluster: number) => (readers[cluster] as (typeof readers)[number])(read);
  const numberOf = (cluster: number, symbol: number) => whole(read, splits[cluster] as Split, symbol);
  if (copies === null) return { next: (context) => numberOf(clusters[context] as number, symbolOf(clusters[context] as number)), isWhole };
  const distances = clusters.at(-1) as number;
  const known: number[] = [];
  let [left, distance] = [0, 1];
  const next = (context: number) => {
    const cluster = clusters[context] as number;
    const symbol = left > 0 ? null : symbolOf(cluster);
    if (symbol !== null && symbol < copies.firstSymbol) return known[known.push(numberOf(cluster, symbol)) - 1] as number;
    if (symbol !== null) {
      left = whole(read, copies.length, symbol - copies.firstSymbol) + copies.shortest;
      distance = Math.min(known.length, numberOf(distances, symbolOf(distances)) + 1);
    }
    left--;
    return known[known.push(known[known.length - distance] ?? 0) - 1] as number;
  };
  return { next, isWhole };
}

const bitsFor = (values: number): number => Math.ceil(Math.log2(values));

function readSplit(read: ReadBits, logSize: number): Split {
  const exponent = read(bitsFor(logSize + 1));
  if (exponent === logSize) return { exponent, high: 0, low: 0 };
  const high = read(bitsFor(exponent + 1));
  const low = high > exponent ? 0 : read(bitsFor(exponent - high + 1));
  if (high + low > exponent) throw new RangeError("more bits than there are");
  return { exponent, high, low };
}

function readCopies(read: ReadBits): Copies {
  const firstSymbol = chosen(read, [224, 0], [512, 0], [4096, 0], [8, 15]);
  const shortest = chosen(read, [3, 0], [4, 0], [5, 2], [9, 8]);
  return { firstSymbol, shortest, length: readSplit(read, logOfLengths) };
}

/** The whole of a number by its symbol and the bits that follow. */
function whole(read: ReadBits, { exponent, high, low }: Split, symbol: number): number {
  const first = 2 ** exponent;
  if (symbol < first) return symbol;
  const bits = (exponent - high - low + ((symbol - first) >> (high + low))) & 31;
  const top = 2 ** high + ((symbol >> low) & (2 ** high - 1));
  return (top * 2 ** bits + read(bits)) * 2 ** low + (symbol & (2 ** low - 1));
}

/** Which contexts are coded alike. */
function readClusters(read: ReadBits, contexts: number): readonly number[] {
  if (contexts === 1) return [0];
  const clusters = read(1) === 1 ? readPlain(read, contexts) : readCoded(read, contexts);
  if (new Set(clusters).size !== Math.max(...clusters) + 1) throw new RangeError("clusters that nothing belongs to");
  return clusters;
}

function readPlain(read: ReadBits, contexts: number): readonly number[] {
  const bits = read(2);
  return Array.from({ length: contexts }, () => read(bits));
}

function readCoded(read: ReadBits, contexts: number): readonly number[] {
  const movesToFront = read(1) === 1;
  const { next, isWhole } = openNumbers(read, 1, contexts > 2);
  const clusters = Array.from({ length: contexts }, () => next(0));
  if (!isWhole() || clusters.some((cluster) => cluster > 255)) throw new RangeError("clusters that make no sense");
  if (!movesToFront) return clusters;
  const recent = Array.from({ length: 256 }, (_, cluster) => cluster);
  return clusters.map((index) => {
    const [cluster] = recent.splice(index, 1) as [number];
    recent.unshift(cluster);
    return cluster;
  });
}

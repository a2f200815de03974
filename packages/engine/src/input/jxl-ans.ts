import type { ReadBits } from "./jxl-bits.ts";
import { codeOf, type ReadSymbol } from "./jxl-prefix-codes.ts";

/** Frequencies add up to this. */
const [rangeBits, range] = [12, 4096];
/** What the state is once everything was read. */
const signature = 0x13_00_00;

/** For each remainder of the state the symbol, how often it comes, and which of its places this is. */
interface Table {
  readonly symbols: Uint16Array;
  readonly frequencies: Uint16Array;
  readonly places: Uint16Array;
}

/** Symbols by asymmetric numeral systems: a reader for each cluster, and whether the stream ended as it should. */
export function readAns(read: ReadBits, clusters: number, logSize: number): { readers: readonly ReadSymbol[]; isWhole: () => boolean } {
  const tables = Array.from({ length: clusters }, () => tableOf(readFrequencies(read), logSize));
  let state = read(32);
  const readers = tables.map(({ symbols, frequencies, places }) => () => {
    const rest = state % range;
    state = (frequencies[rest] as number) * Math.floor(state / range) + (places[rest] as number);
    if (state < 2 ** 16) state = state * 2 ** 16 + read(16);
    return symbols[rest] as number;
  });
  return { readers, isWhole: () => state === signature };
}

function readByte(read: ReadBits): number {
  if (read(1) === 0) return 0;
  const bits = read(3);
  return 2 ** bits + read(bits);
}

function readFrequencies(read: ReadBits): readonly number[] {
  if (read(1) === 1) return readOneOrTwo(read);
  if (read(1) === 0) return readMany(read);
  const size = readByte(read) + 1;
  return Array.from({ length: size }, (_, index) => Math.floor(range / size) + (index < range % size ? 1 : 0));
}

function readOneOrTwo(read: ReadBits): readonly number[] {
  const isPair = read(1) === 1;
  const [one, other] = [readByte(read), isPair ? readByte(read) : null];
  const first = other === null ? range : read(rangeBits);
  const frequencies = Array.from({ length: Math.max(one, other ?? 0) + 1 }, () => 0);
  frequencies[one] = first;
  if (other !== null) frequencies[other] = range - first;
  return frequencies;
}

/** The code of logarithms; 13 repeats the frequency before. */
const logarithm = codeOf([
  [10, 3],
  [6, 3],
  [7, 3],
  [9, 3],
  [12, 7],
  [13, 7],
  [11, 6],
  [0, 5],
  [4, 4],
  [8, 3],
  [3, 4],
  [1, 4],
  [5, 4],
  [2, 4],
]);
const repeat = 13;

function readMany(read: ReadBits): readonly number[] {
  let bits = 0;
  while (bits < 3 && read(1) === 1) bits++;
  const shift = 2 ** bits + read(bits) - 1;
  const size = readByte(read) + 3;
  const logs: number[] = [];
  const runs = new Map<number, number>();
  while (logs.length < size) {
    const log = logarithm(read);
    if (log !== repeat) {
      logs.push(log);
      continue;
    }
    const run = readByte(read) + 4;
    runs.set(logs.length, run);
    for (let left = run; left > 0; left--) logs.push(repeat);
  }
  if (logs.length > size) throw new RangeError("more frequencies than symbols");
  return frequenciesOf(read, logs, runs, shift);
}

/** The first of the most frequent is what the others leave. */
function frequenciesOf(read: ReadBits, logs: readonly number[], runs: ReadonlyMap<number, number>, shift: number): readonly number[] {
  const most = Math.max(...logs.filter((log) => log !== repeat));
  const left = logs.indexOf(most);
  const frequencies: number[] = [];
  for (let index = 0; index < logs.length; ) {
    const run = runs.get(index);
    const [count, value] =
      run === undefined ? [1, index === left ? 0 : readFrequency(read, logs[index] as number, shift)] : [run, frequencies.at(-1) ?? 0];
    for (let end = index + count; index < end; index++) frequencies.push(value);
  }
  frequencies[left] = range - frequencies.reduce((sum, value) => sum + value, 0);
  return frequencies;
}

function readFrequency(read: ReadBits, log: number, shift: number): number {
  if (log < 2) return log;
  const bits = Math.max(0, Math.min(log - 1, shift - ((rangeBits - log + 1) >> 1)));
  return 2 ** (log - 1) + read(bits) * 2 ** (log - 1 - bits);
}

/** Spreads the symbols over boxes of equal size, each with at most one that is not its own. */
function tableOf(frequencies: readonly number[], logSize: number): Table {
  const size = 2 ** logSize;
  const sum = frequencies.reduce((total, value) => total + value, 0);
  if (sum !== range || frequencies.length > size || frequencies.some((value) => value < 0))
    throw new RangeError("frequencies that make no sense");
  const table = { symbols: new Uint16Array(range), frequencies: new Uint16Array(range), places: new Uint16Array(range) };
  const sole = frequencies.indexOf(range);
  const boxes = sole === -1 ? fillBoxes(frequencies, size) : null;
  const boxSize = range / size;
  for (let rest = 0; rest < range; rest++) {
    const [box, place] = [Math.floor(rest / boxSize), rest % boxSize];
    const { own, guest, shift } = boxes?.[box] ?? { own: 0, guest: sole, shift: box * boxSize };
    const symbol = place < own ? box : guest;
    table.symbols[rest] = symbol;
    table.frequencies[rest] = frequencies[symbol] ?? 0;
    table.places[rest] = place < own ? place : place + shift;
  }
  return table;
}

interface Box {
  /** How many of its places are its own symbol's, whose those after are, and how many of the guest's places come before. */
  own: number;
  guest: number;
  shift: number;
}

function fillBoxes(frequencies: readonly number[], size: number): readonly Box[] {
  const boxSize = range / size;
  const boxes = Array.from({ length: size }, (_, symbol): Box => ({ own: frequencies[symbol] ?? 0, guest: symbol, shift: 0 }));
  const [over, under] = [
    boxes.flatMap(({ own }, symbol) => (own > boxSize ? [symbol] : [])),
    boxes.flatMap(({ own }, symbol) => (own < boxSize ? [symbol] : [])),
  ];
  for (let from = over.pop(); from !== undefined; from = over.pop()) {
    const [giver, taker] = [boxes[from], boxes[under.pop() ?? -1]];
    if (giver === undefined || taker === undefined) throw new RangeError("frequencies that make no sense");
    giver.own -= boxSize - taker.own;
    taker.guest = from;
    taker.shift = giver.own - taker.own;
    if (giver.own < boxSize) under.push(from);
    else if (giver.own > boxSize) over.push(from);
  }
  return boxes;
}

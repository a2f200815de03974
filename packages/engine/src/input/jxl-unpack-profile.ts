/** Bits of a command that say that a tag's place or size is told. */
const [placeTold, sizeTold] = [64, 128];
const [tagsEnd, tagByName, curves, colourants, firstKnownTag] = [0, 1, 2, 3, 4];
const knownTags = "cprt wtpt bkpt rXYZ gXYZ bXYZ kXYZ rTRC gTRC bTRC kTRC chad desc chrm dmnd dmdd lumi".split(" ");
const triples: ReadonlySet<string> = new Set(["rXYZ", "gXYZ", "bXYZ", "kXYZ", "wtpt", "bkpt", "lumi"]);
const [insert, inPairs, inFours, predict, triple, firstKnownType] = [1, 2, 3, 4, 10, 16];
const knownTypes = ["XYZ ", "desc", "text", "mluc", "para", "curv", "sf32", "gbd "];
const headBytes = 128;
const tripleBytes = 20;

/** Commands, and the bytes that they take from. */
interface Packed {
  readonly commands: Source;
  readonly data: Source;
}

/** Bytes that are taken one after the other. Throws a `RangeError` where there are no more. */
class Source {
  readonly #bytes: Buffer;
  #place = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#place === this.#bytes.length;
  }

  take(count: number): Buffer {
    if (this.#place + count > this.#bytes.length) throw new RangeError("a profile that is cut off");
    this.#place += count;
    return this.#bytes.subarray(this.#place - count, this.#place);
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  rest(): Source {
    return new Source(this.take(this.#bytes.length - this.#place));
  }
}

/** Makes the profile of what a JPEG XL packs it to: its differences from what profiles mostly are. */
export function unpackProfile(bytes: Buffer): Buffer {
  const source = new Source(bytes);
  const size = source.number();
  const commands = new Source(source.take(source.number()));
  const packed = { commands, data: source.rest() };
  const out: number[] = [];
  readHead(packed.data, size, out);
  if (size > headBytes) {
    readTags(packed, out);
    while (!commands.isAtEnd) follow(commands.byte(), packed, out);
  }
  if (out.length !== size || !packed.data.isAtEnd) throw new RangeError("a profile of another size");
  return Buffer.from(out);
}

function readHead(data: Source, size: number, out: number[]): void {
  const usual = Buffer.alloc(headBytes);
  usual.writeUInt32BE(size);
  usual.writeUInt8(4, 8);
  usual.write("mntrRGB XYZ ", 12, "latin1");
  usual.write("acsp", 36, "latin1");
  usual.set([0, 0, 246, 214, 0, 1, 0, 0, 0, 0, 211, 45], 68);
  for (let place = 0; place < Math.min(size, headBytes); place++) {
    // Its maker is mostly its module's too, and platforms go by their first letters.
    if (place === 80) usual.set(out.slice(4, 8), 80);
    const platform = Buffer.from(out.slice(40, 42)).toString("latin1");
    if (place === 41) usual.write({ A: "PPL", M: "SFT" }[platform] ?? "\0\0\0", 41, "latin1");
    if (place === 42 && (platform === "SG" || platform === "SU")) usual.write(platform === "SG" ? "I " : "NW", 42, "latin1");
    out.push((data.byte() + (usual[place] as number)) & 255);
  }
}

const pushLong = (out: number[], value: number): void => {
  out.push((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
};

function readTags({ commands, data }: Packed, out: number[]): void {
  const count = commands.number() - 1;
  if (count < 0) return;
  pushLong(out, count);
  const push = (name: string, place: number, bytes: number) => {
    out.push(...Buffer.from(name, "latin1"));
    pushLong(out, place);
    pushLong(out, bytes);
  };
  let [start, bytes] = [headBytes + count * 12, 0];
  while (!commands.isAtEnd) {
    const command = commands.byte();
    const code = command & 63;
    if (code === tagsEnd) return;
    const name = nameOf(code, data);
    start = (command & placeTold) > 0 ? commands.number() : start + bytes;
    if (triples.has(name)) bytes = tripleBytes;
    if ((command & sizeTold) > 0) bytes = commands.number();
    push(name, start, bytes);
    if (code === curves) for (const other of ["gTRC", "bTRC"]) push(other, start, bytes);
    if (code === colourants) for (const [index, other] of ["gXYZ", "bXYZ"].entries()) push(other, start + bytes * (index + 1), bytes);
  }
}

function nameOf(code: number, data: Source): string {
  if (code === tagByName) return data.take(4).toString("latin1");
  if (code === curves) return "rTRC";
  if (code === colourants) return "rXYZ";
  const name = knownTags[code - firstKnownTag];
  if (name === undefined) throw new RangeError("a tag that is not known");
  return name;
}

function follow(command: number, { commands, data }: Packed, out: number[]): void {
  if (command === insert) pushAll(out, data.take(commands.number()));
  else if (command === inPairs || command === inFours) pushAll(out, interleaved(data.take(commands.number()), command === inPairs ? 2 : 4));
  else if (command === predict) readPredicted({ commands, data }, out);
  else if (command === triple) out.push(...Buffer.from("XYZ \0\0\0\0", "latin1"), ...data.take(tripleBytes - 8));
  else {
    const type = knownTypes[command - firstKnownType];
    if (type === undefined) throw new RangeError("a command that is not known");
    out.push(...Buffer.from(`${type}\0\0\0\0`, "latin1"));
  }
}

function pushAll(out: number[], bytes: Iterable<number>): void {
  for (const byte of bytes) out.push(byte);
}

/** Bytes of numbers, of which all the first ones came first, then all the second ones. */
function interleaved(bytes: Buffer, width: number): Buffer {
  const rows = Math.ceil(bytes.length / width);
  const out = Buffer.alloc(bytes.length);
  for (let place = 0, from = 0, start = 0; place < out.length; place++) {
    out[place] = bytes[from] as number;
    from += rows;
    if (from >= bytes.length) from = ++start;
  }
  return out;
}

/** Numbers by their difference from the line, or the curve, that those before are on. */
function readPredicted({ commands, data }: Packed, out: number[]): void {
  const flags = commands.byte();
  const [width, order] = [(flags & 3) + 1, (flags >> 2) & 3];
  const stride = (flags & 16) > 0 ? commands.number() : width;
  if (width === 3 || order === 3 || stride < width || stride * 4 >= out.length) throw new RangeError("a step that makes no sense");
  const bytes = data.take(commands.number());
  const differences = width === 1 ? bytes : interleaved(bytes, width);
  const start = out.length;
  for (const [index, difference] of differences.entries()) {
    const first = start + index - (index % width);
    const [one, two, three] = [1, 2, 3].map((back) => numberAt(out, first - stride * back, width)) as [number, number, number];
    const expected = order === 0 ? one : order === 1 ? 2 * one - two : 3 * one - 3 * two + three;
    const byte = Math.floor(expected / 2 ** (8 * (width - 1 - (index % width))));
    out.push((byte + difference) & 255);
  }
}

function numberAt(out: readonly number[], place: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) value = value * 256 + (out[place + index] as number);
  return value;
}

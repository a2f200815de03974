import { brotliDecompressSync } from "node:zlib";

/** What lies in a JPEG XL file: the codestream, and what it tells beside its pixels. */
export interface JxlBoxes {
  readonly codestream: Buffer;
  readonly exif: Buffer | undefined;
  readonly xmp: Buffer | undefined;
  /** True where a box says which parts an HDR screen may brighten. */
  readonly gainMap: boolean;
  /** Bytes of all that tells more than the pixels, compressed or not. */
  readonly noteBytes: number;
}

const noteKinds: ReadonlySet<string> = new Set(["Exif", "xml ", "jumb", "brob"]);
/** The offset that goes before EXIF, and the number that goes before a part of the codestream. */
const prefixBytes = 4;
/** A note that unpacks to more is left aside. */
const maxNoteBytes = 4 * 1024 * 1024;

/** Takes a file apart; a bare codestream is all there is. Throws a `RangeError` where a box ends before its head does. */
export function readJxlBoxes(file: Buffer): JxlBoxes {
  if (file[0] === 0xff) return { codestream: file, exif: undefined, xmp: undefined, gainMap: false, noteBytes: 0 };
  const parts: Buffer[] = [];
  const notes = new Map<string, Buffer>();
  let [noteBytes, gainMap] = [0, false];
  for (const { kind, body } of boxesOf(file)) {
    if (kind === "jxlc") parts.push(body);
    if (kind === "jxlp") parts.push(body.subarray(prefixBytes));
    if (kind === "jhgm") gainMap = true;
    if (!noteKinds.has(kind)) continue;
    noteBytes += body.length;
    const note = kind === "brob" ? unpack(body) : body;
    if (note !== null) notes.set(kind === "brob" ? body.toString("latin1", 0, prefixBytes) : kind, note);
  }
  return { codestream: Buffer.concat(parts), exif: notes.get("Exif")?.subarray(prefixBytes), xmp: notes.get("xml "), gainMap, noteBytes };
}

/** A note that is packed by Brotli, behind the name of what it is; null where it cannot be unpacked. */
function unpack(body: Buffer): Buffer | null {
  try {
    return brotliDecompressSync(body.subarray(prefixBytes), { maxOutputLength: maxNoteBytes });
  } catch {
    return null;
  }
}

function* boxesOf(file: Buffer): Generator<{ kind: string; body: Buffer }> {
  for (let place = 0; place + 8 <= file.length; ) {
    const kind = file.toString("latin1", place + 4, place + 8);
    const short = file.readUInt32BE(place);
    const headBytes = short === 1 ? 16 : 8;
    const length = short === 1 ? Number(file.readBigUInt64BE(place + 8)) : short === 0 ? file.length - place : short;
    if (length < headBytes) return;
    yield { kind, body: file.subarray(place + headBytes, place + length) };
    place += length;
  }
}

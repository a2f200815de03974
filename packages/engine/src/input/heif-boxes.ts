import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Numbers } from "../metadata/colours-by-number.ts";

/** What the boxes of a HEIF say of its primary picture and its decoder does not heed. */
export interface HeifBoxes {
  /** The space of its colours by number; null where none is named. */
  readonly numbers: Numbers | null;
  /** True where its colours have been multiplied by its alpha. */
  readonly premultiplied: boolean;
  /** True where a second picture says which parts an HDR screen may brighten. */
  readonly gainMap: boolean;
}

interface Box {
  readonly kind: string;
  readonly body: Buffer;
}

const nothing: HeifBoxes = { numbers: null, premultiplied: false, gainMap: false };
const maxMetaBytes = 4 * 1024 * 1024;
/** Version and flags, which go before the fields of many boxes. */
const versionBytes = 4;

/** Apple's kind of auxiliary picture, and the kind of item by which ISO 21496-1 joins picture and map. */
const gainMaps = ["urn:com:apple:photo:2020:aux:hdrgainmap", "tmap"] as const;

/** Reads them off the file. Boxes that make no sense say nothing here: the decoder has the last word on those. */
export function readHeifBoxes(path: string): HeifBoxes {
  try {
    const meta = readMeta(path);
    return meta === null
      ? nothing
      : { ...readPrimary(children(meta.subarray(versionBytes))), gainMap: gainMaps.some((name) => meta.includes(name)) };
  } catch (error) {
    if (error instanceof RangeError) return nothing;
    throw error;
  }
}

function readMeta(path: string): Buffer | null {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const head = Buffer.alloc(16);
    for (let place = 0; place + 8 <= size; ) {
      readSync(file, head, 0, 16, place);
      const short = head.readUInt32BE(0);
      const headBytes = short === 1 ? 16 : 8;
      const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? size - place : short;
      if (length < headBytes) return null;
      if (head.toString("latin1", 4, 8) === "meta") {
        if (length > maxMetaBytes) return null;
        const body = Buffer.alloc(length - headBytes);
        return body.subarray(0, readSync(file, body, 0, body.length, place + headBytes));
      }
      place += length;
    }
    return null;
  } finally {
    closeSync(file);
  }
}

function children(buffer: Buffer): readonly Box[] {
  const boxes: Box[] = [];
  for (let place = 0; place + 8 <= buffer.length; ) {
    const length = buffer.readUInt32BE(place) || buffer.length - place;
    if (length < 8) break;
    boxes.push({ kind: buffer.toString("latin1", place + 4, place + 8), body: buffer.subarray(place + 8, place + length) });
    place += length;
  }
  return boxes;
}

const find = (boxes: readonly Box[], kind: string): Buffer => boxes.find((box) => box.kind === kind)?.body ?? Buffer.alloc(0);

function readPrimary(meta: readonly Box[]): Omit<HeifBoxes, "gainMap"> {
  const pitm = find(meta, "pitm");
  const primary = pitm.readUInt8(0) === 0 ? pitm.readUInt16BE(versionBytes) : pitm.readUInt32BE(versionBytes);
  const references = readReferences(find(meta, "iref"));
  const tile = references.find(({ kind, from }) => kind === "dimg" && from === primary)?.to;
  const properties = children(find(meta, "iprp"));
  const numbersOf = (item: number) => numbersIn(propertiesOf(properties, item));
  return {
    // A picture of tiles may leave it to them.
    numbers: numbersOf(primary) ?? (tile === undefined ? null : numbersOf(tile)),
    premultiplied: references.some(({ kind, from }) => kind === "prem" && from === primary),
  };
}

interface Reference {
  readonly kind: string;
  readonly from: number;
  /** The first of those it refers to. */
  readonly to: number;
}

function readReferences(iref: Buffer): readonly Reference[] {
  if (iref.length === 0) return [];
  const wide = iref.readUInt8(0) > 0;
  return children(iref.subarray(versionBytes)).map(({ kind, body }) => ({
    kind,
    from: wide ? body.readUInt32BE(0) : body.readUInt16BE(0),
    to: wide ? body.readUInt32BE(6) : body.readUInt16BE(4),
  }));
}

function propertiesOf(iprp: readonly Box[], item: number): readonly Box[] {
  const all = children(find(iprp, "ipco"));
  const ipma = find(iprp, "ipma");
  const [wideItems, wideIndices] = [ipma.readUInt8(0) > 0, (ipma.readUInt8(3) & 1) === 1];
  let place = 8;
  for (let left = ipma.readUInt32BE(versionBytes); left > 0; left--) {
    const owner = wideItems ? ipma.readUInt32BE(place) : ipma.readUInt16BE(place);
    place += wideItems ? 4 : 2;
    const count = ipma.readUInt8(place++);
    const indexAt = (index: number) =>
      wideIndices ? ipma.readUInt16BE(place + index * 2) & 0x7f_ff : ipma.readUInt8(place + index) & 0x7f;
    if (owner === item) return Array.from({ length: count }, (_, index) => all[indexAt(index) - 1]).filter((box) => box !== undefined);
    place += count * (wideIndices ? 2 : 1);
  }
  return [];
}

function numbersIn(properties: readonly Box[]): Numbers | null {
  const nclx = properties.find(({ kind, body }) => kind === "colr" && body.toString("latin1", 0, 4) === "nclx")?.body;
  return nclx === undefined ? null : { primaries: nclx.readUInt16BE(4), transfer: nclx.readUInt16BE(6) };
}

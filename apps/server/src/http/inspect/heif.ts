import { type FileBytes, HeaderError } from "./file-bytes.ts";
import type { Measure } from "./measure.ts";

const maxMetaBytes = 4 * 1024 * 1024;

interface Box {
  readonly kind: string;
  readonly body: Buffer;
}

/** The size of the primary item of an AVIF or HEIC, through the properties that are associated with it. */
export async function measureHeif(file: FileBytes): Promise<Measure> {
  const boxes = children((await metaOf(file)).subarray(4));
  const properties = children(need(boxes, "iprp"));
  const kinds = children(need(properties, "ipco"));
  const mine = associated(need(properties, "ipma"), primaryId(need(boxes, "pitm")));
  const own = mine.map((index) => kinds[index - 1]).filter((box) => box !== undefined);
  const { width, height } = shown(need(own, "ispe"), own.find(({ kind }) => kind === "clap")?.body);
  const turned = own.some(({ kind, body }) => kind === "irot" && ((body[0] ?? 0) & 1) === 1);
  return turned ? { width: height, height: width, frames: 1 } : { width, height, frames: 1 };
}

/** The size that is shown: an encoder may have filled the picture up to whole blocks, and then says how much of it counts. */
function shown(ispe: Buffer, clap: Buffer | undefined): { width: number; height: number } {
  const stored = { width: ispe.readUInt32BE(4), height: ispe.readUInt32BE(8) };
  if (clap === undefined) return stored;
  const side = (offset: number, whole: number) => {
    const wanted = Math.round(clap.readUInt32BE(offset) / clap.readUInt32BE(offset + 4));
    return wanted >= 1 && wanted <= whole ? wanted : whole;
  };
  return { width: side(0, stored.width), height: side(8, stored.height) };
}

async function metaOf(file: FileBytes): Promise<Buffer> {
  for (let position = 0; position + 8 <= file.size; ) {
    const head = await file.at(position, 8);
    const kind = head.toString("latin1", 4, 8);
    let length = head.readUInt32BE(0);
    const long = length === 1;
    if (long) length = Number((await file.at(position + 8, 8)).readBigUInt64BE());
    if (length === 0) length = file.size - position;
    const start = long ? 16 : 8;
    if (length < start) break;
    if (kind === "meta") {
      if (length > maxMetaBytes) throw new HeaderError("a header of absurd length");
      return await file.at(position + start, length - start);
    }
    position += length;
  }
  throw new HeaderError("no header in it");
}

function children(buffer: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let position = 0; position + 8 <= buffer.length; ) {
    const length = buffer.readUInt32BE(position) || buffer.length - position;
    if (length < 8) break;
    boxes.push({ kind: buffer.toString("latin1", position + 4, position + 8), body: buffer.subarray(position + 8, position + length) });
    position += length;
  }
  return boxes;
}

function need(boxes: readonly Box[], kind: string): Buffer {
  const found = boxes.find((box) => box.kind === kind);
  if (found === undefined) throw new HeaderError(`no ${kind} in it`);
  return found.body;
}

const primaryId = (pitm: Buffer) => (pitm.readUInt8(0) === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4));

/** The numbers (from 1) of the properties that belong to the item. */
function associated(ipma: Buffer, item: number): number[] {
  const wideIds = ipma.readUInt8(0) > 0;
  const wideIndices = (ipma.readUInt8(3) & 1) === 1;
  let position = 8;
  for (let entry = ipma.readUInt32BE(4); entry > 0; entry--) {
    const id = wideIds ? ipma.readUInt32BE(position) : ipma.readUInt16BE(position);
    position += wideIds ? 4 : 2;
    const indices: number[] = [];
    for (let left = ipma.readUInt8(position++); left > 0; left--) {
      indices.push(wideIndices ? ipma.readUInt16BE(position) & 0x7fff : ipma.readUInt8(position) & 0x7f);
      position += wideIndices ? 2 : 1;
    }
    if (id === item) return indices;
  }
  throw new HeaderError("no size in it");
}

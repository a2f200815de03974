import { blurProducts, blurRows, groupBytes } from "./across";
import { linearColumn } from "./curve";
import { halveBlock } from "./halving";
import { compareBand, originalsBytes } from "./maps";
import { opsinColumns } from "./opsin";
import { Channel, Scale } from "./scale";
import { storeTransposed } from "./transpose";

/** The present band of one picture at 1:1: bytes to linear light to X, Y and B, and the half of it into the next scale. */
export function fromBytes(scale: Scale, picture: i32, row0: usize, rows: i32, next: Scale | null): void {
  const stride = <usize>scale.width * 3;
  let row1 = row0 + stride * <usize>min(1, rows - 1);
  let row2 = row0 + stride * <usize>min(2, rows - 1);
  let row3 = row0 + stride * <usize>(rows - 1);
  const block = scale.linear1;
  for (let group: i32 = 0; group < scale.groups; group++) {
    linearBlock(block, row0, row1, row2, row3);
    if (group == scale.groups - 1) repeatColumn(block, scale.width);
    if (next) halveInto(next, picture, group, block);
    opsinBlock(scale, picture, group, block);
    row0 += 12;
    row1 += 12;
    row2 += 12;
    row3 += 12;
  }
}

@inline
function linearBlock(to: usize, row0: usize, row1: usize, row2: usize, row3: usize): void {
  v128.store(to, linearColumn(row0, row1, row2, row3, 0), 0);
  v128.store(to, linearColumn(row0, row1, row2, row3, 1), 64);
  v128.store(to, linearColumn(row0, row1, row2, row3, 2), 128);
  v128.store(to, linearColumn(row0, row1, row2, row3, 3), 16);
  v128.store(to, linearColumn(row0, row1, row2, row3, 4), 80);
  v128.store(to, linearColumn(row0, row1, row2, row3, 5), 144);
  v128.store(to, linearColumn(row0, row1, row2, row3, 6), 32);
  v128.store(to, linearColumn(row0, row1, row2, row3, 7), 96);
  v128.store(to, linearColumn(row0, row1, row2, row3, 8), 160);
  v128.store(to, linearColumn(row0, row1, row2, row3, 9), 48);
  v128.store(to, linearColumn(row0, row1, row2, row3, 10), 112);
  v128.store(to, linearColumn(row0, row1, row2, row3, 11), 176);
}

/** The same from the linear light that a larger scale has left. */
export function fromLinear(scale: Scale, picture: i32, rows: i32, next: Scale | null): void {
  const linear = picture == 0 ? scale.linear1 : scale.linear2;
  repeatColumn(linear + <usize>(scale.groups - 1) * 192, scale.width);
  if (rows < 4) repeatRow(linear, scale.groups, rows);
  for (let group: i32 = 0; group < scale.groups; group++) {
    const block = linear + <usize>group * 192;
    if (next) halveInto(next, picture, group, block);
    opsinBlock(scale, picture, group, block);
  }
}

@inline
function halveInto(next: Scale, picture: i32, group: i32, block: usize): void {
  const linear = picture == 0 ? next.linear1 : next.linear2;
  halveBlock(block, linear + <usize>(group >> 1) * 192 + <usize>((group & 1) << 5) + <usize>(next.rows << 2));
}

@inline
function opsinBlock(scale: Scale, picture: i32, group: i32, block: usize): void {
  const at = <usize>group << 6;
  const y = columnsOf(scale.y, picture) + at;
  if (scale.channels == 1) opsinColumns(1, block, 0, y, 0);
  else if (scale.channels == 2) opsinColumns(2, block, columnsOf(scale.x, picture) + at, y, 0);
  else opsinColumns(3, block, columnsOf(scale.x, picture) + at, y, columnsOf(scale.b, picture) + at);
}

@inline
function columnsOf(channel: Channel, picture: i32): usize {
  return picture == 0 ? channel.columns1 : channel.columns2;
}

/** What lies past the right edge repeats it, for the halving of odd widths: in the last block of a band. */
function repeatColumn(block: usize, width: i32): void {
  const last = <usize>((width - 1) & 3) << 4;
  for (let channel: usize = 0; channel < 192; channel += 64) {
    for (let column = last; column < 48; column += 16) {
      v128.store(block + channel + column + 16, v128.load(block + channel + column));
    }
  }
}

/** The same for what lies below, in a band that is not full. */
function repeatRow(linear: usize, groups: i32, rows: i32): void {
  for (let at = linear; at < linear + <usize>groups * 192; at += 16) {
    const value = load<f32>(at + (<usize>(rows - 1) << 2));
    for (let row = rows; row < 4; row++) store<f32>(at + (<usize>row << 2), value);
  }
}

/** Blurs the present band of a channel, then compares the `ready` rows of the band before. */
export function finishBand(scale: Scale, channel: Channel, rows: i32, ready: i32): void {
  const width = scale.width;
  const blurs = scale.blursAt(channel, scale.band);
  if (rows > 0) {
    const end = <usize>scale.groups << 6;
    memory.fill(channel.columns1 + (<usize>width << 4), 0, end - (<usize>width << 4));
    memory.fill(channel.columns2 + (<usize>width << 4), 0, end - (<usize>width << 4));
    keepOriginals(scale, channel);
    blurRows(channel.columns1, blurs, width);
    blurRows(channel.columns2, blurs + 64, width);
    blurProducts(channel.columns1, channel.columns1, blurs + 128, width);
    blurProducts(channel.columns2, channel.columns2, blurs + 192, width);
    blurProducts(channel.columns1, channel.columns2, blurs + 256, width);
  }
  if (rows < 4) clearBelow(blurs, scale.groups, rows);
  const older = scale.blursAt(channel, scale.band - 2);
  const oldest = scale.blursAt(channel, scale.band - 3);
  const originals = scale.originalsAt(channel, scale.band - 1);
  if (scale.few) compareBand(true, ready, scale.groups, blurs, older, oldest, originals, channel.state, channel.sums);
  else compareBand(false, ready, scale.groups, blurs, older, oldest, originals, channel.state, channel.sums);
}

function keepOriginals(scale: Scale, channel: Channel): void {
  let to = scale.originalsAt(channel, scale.band);
  for (let group: i32 = 0; group < scale.groups; group++) {
    const a = channel.columns1 + (<usize>group << 6);
    const b = channel.columns2 + (<usize>group << 6);
    storeTransposed(to, v128.load(a, 0), v128.load(a, 16), v128.load(a, 32), v128.load(a, 48));
    storeTransposed(to + 64, v128.load(b, 0), v128.load(b, 16), v128.load(b, 32), v128.load(b, 48));
    to += originalsBytes;
  }
}

/** Below the picture there is nothing: rows from `rows` on are zero. */
function clearBelow(blurs: usize, groups: i32, rows: i32): void {
  for (let at = blurs; at < blurs + <usize>groups * groupBytes; at += 64) {
    memory.fill(at + (<usize>rows << 4), 0, <usize>(4 - rows) << 4);
  }
}

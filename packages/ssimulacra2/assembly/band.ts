import { blurProducts, blurRows, groupBytes } from "./across";
import { linearColumn } from "./curve";
import { halveBlock } from "./halving";
import { compareBand, originalsBytes } from "./maps";
import { opsinColumn } from "./opsin";
import { Channel, Scale } from "./scale";
import { storeTransposed } from "./transpose";

/** The present band of one picture at 1:1: bytes to linear light to X, Y and B, and the half of it into the next scale. */
export function fromBytes(scale: Scale, picture: i32, bytes: usize, rows: i32, next: Scale | null): void {
  const stride = <usize>scale.width * 3;
  const row1 = stride * <usize>min(1, rows - 1);
  const row2 = stride * <usize>min(2, rows - 1);
  const row3 = stride * <usize>(rows - 1);
  const block = scale.linear1;
  const last = scale.width - 1;
  for (let group: i32 = 0; group < scale.groups; group++) {
    for (let column: i32 = 0; column < 4; column++) {
      const at = bytes + <usize>min(group * 4 + column, last) * 3;
      const to = block + (<usize>column << 4);
      v128.store(to, linearColumn(at, at + row1, at + row2, at + row3), 0);
      v128.store(to, linearColumn(at + 1, at + row1 + 1, at + row2 + 1, at + row3 + 1), 64);
      v128.store(to, linearColumn(at + 2, at + row1 + 2, at + row2 + 2, at + row3 + 2), 128);
    }
    if (next) halveInto(next, picture, group, block);
    opsinBlock(scale, picture, group, block);
  }
}

/** The same from the linear light that a larger scale has left. */
export function fromLinear(scale: Scale, picture: i32, rows: i32, next: Scale | null): void {
  const linear = picture == 0 ? scale.linear1 : scale.linear2;
  repeatEdges(linear, scale.width, scale.groups, rows);
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
  for (let column: usize = 0; column < 64; column += 16) {
    const at = (<usize>group << 6) + column;
    const y = (picture == 0 ? scale.y.columns1 : scale.y.columns2) + at;
    if (scale.channels == 1) {
      opsinColumn(1, block + column, 0, y, 0);
      continue;
    }
    const x = (picture == 0 ? scale.x.columns1 : scale.x.columns2) + at;
    if (scale.channels == 2) {
      opsinColumn(2, block + column, x, y, 0);
      continue;
    }
    opsinColumn(3, block + column, x, y, (picture == 0 ? scale.b.columns1 : scale.b.columns2) + at);
  }
}

/** What lies past the right and the lower edge repeats it, for the halving of odd sizes. */
function repeatEdges(linear: usize, width: i32, groups: i32, rows: i32): void {
  const last = <usize>((width - 1) & 3) << 4;
  const block = linear + <usize>(groups - 1) * 192;
  for (let channel: usize = 0; channel < 192; channel += 64) {
    for (let column = last; column < 48; column += 16) {
      v128.store(block + channel + column + 16, v128.load(block + channel + column));
    }
  }
  if (rows == 4) return;
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

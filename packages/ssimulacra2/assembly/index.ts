import { clear, take } from "./arena";
import { finishBand, fromBytes, fromLinear } from "./band";
import { fillCurve } from "./curve";
import { createScale, Scale } from "./scale";

export { fuses } from "./fused";

const scaleCount = 6;
const scales: usize = memory.data(6 * 8, 16);
let count: i32 = 0;
let bytes1: usize = 0;
let bytes2: usize = 0;

@inline
function scaleAt(index: i32): Scale {
  return changetype<Scale>(load<usize>(scales + (<usize>index << 3)));
}

/**
 * Lays out the memory for two pictures of this size, at least 8 by 8, and answers the number of scales there are. Where all six exist,
 * what has no weight to speak of is not computed: X at 1:1, B down to 1:4, and 1:32 as a whole.
 */
export function open(width: i32, height: i32): i32 {
  clear();
  fillCurve();
  count = 1;
  for (let w = width, h = height; count < scaleCount && w >= 8 && h >= 8; count++) {
    w = (w + 1) >> 1;
    h = (h + 1) >> 1;
  }
  const all = count == scaleCount;
  // Whole groups of four columns are read, past the end of a row and of the last.
  bytes1 = take(<usize>width * 12 + 12);
  bytes2 = take(<usize>width * 12 + 12);
  for (let index: i32 = 0; index < kept(); index++) {
    const channels = !all ? 3 : index == 0 ? 1 : index < 3 ? 2 : 3;
    const scale = createScale(width, height, channels, all && index == 0, index == 0);
    store<usize>(scales + (<usize>index << 3), changetype<usize>(scale));
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
  }
  return count;
}

function kept(): i32 {
  return count == scaleCount ? scaleCount - 1 : count;
}

/** Where the next four rows of a picture (0 the reference, 1 the distorted) are to be written, three bytes a pixel. */
export function input(picture: i32): usize {
  return picture == 0 ? bytes1 : bytes2;
}

/** Takes the rows written at `input`: four, or what is left at the end. */
export function band(rows: i32): void {
  const next = kept() > 1 ? scaleAt(1) : null;
  const scale = scaleAt(0);
  fromBytes(scale, 0, bytes1, rows, next);
  fromBytes(scale, 1, bytes2, rows, next);
  compare(0, scale, rows);
}

function compare(index: i32, scale: Scale, rows: i32): void {
  finish(scale, rows, scale.band > 0 ? 4 : 0);
  scale.band += 1;
  scale.rows = 0;
  scale.seen += rows;
  if (scale.seen == scale.height) finish(scale, 0, rows);
  if (index + 1 < kept()) halved(index + 1, (rows + 1) >> 1);
}

function finish(scale: Scale, rows: i32, ready: i32): void {
  finishBand(scale, scale.y, rows, ready);
  if (scale.channels > 1) finishBand(scale, scale.x, rows, ready);
  if (scale.channels > 2) finishBand(scale, scale.b, rows, ready);
}

/** Half as many rows have arrived at a smaller scale, which goes on when it has four or all. */
function halved(index: i32, rows: i32): void {
  const scale = scaleAt(index);
  scale.rows += rows;
  if (scale.rows < 4 && scale.seen + scale.rows < scale.height) return;
  const next = index + 1 < kept() ? scaleAt(index + 1) : null;
  const all = scale.rows;
  fromLinear(scale, 0, all, next);
  fromLinear(scale, 1, all, next);
  compare(index, scale, all);
}

/** One of the six sums of a channel (0 X, 1 Y, 2 B) at a scale, over all pixels; zero where it was left out. */
export function sum(index: i32, channel: i32, norm: i32): f64 {
  if (index >= kept()) return 0;
  const scale = scaleAt(index);
  if (channel == 0 && scale.channels < 2) return 0;
  if (channel == 2 && scale.channels < 3) return 0;
  const at = (channel == 1 ? scale.y : channel == 0 ? scale.x : scale.b).sums + (<usize>norm << 4);
  return load<f64>(at, 0) + load<f64>(at, 8);
}

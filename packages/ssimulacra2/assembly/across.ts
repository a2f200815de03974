import { madd } from "./fused";
import { coefficient } from "./gaussian";
import { storeTransposed } from "./transpose";

/** Bytes of one group of four columns in a band of blurred rows: five planes of four rows. */
export const groupBytes: usize = 320;

/** Of the row that is being blurred: the last output and the one before, of each section. */
const state = memory.data(96, 16);

/** Columns of zeros before and after a row, which the filter reads instead of asking where it is. */
export const margin: usize = 12;

/** The rows of a picture, blurred along their length: a vector is one column of four rows; a group's columns are then turned into rows. */
export function blurRows(a: usize, out: usize, width: i32): void {
  across(false, a, a, out, width);
}

/** The same for the product of two pictures, which is made on the way. */
export function blurProducts(a: usize, b: usize, out: usize, width: i32): void {
  across(true, a, b, out, width);
}

/** What goes into an output: the values six columns before it, where `a` and `b` point, and four after; the next output is 16 on. */
@inline
function entering(product: bool, a: usize, b: usize, next: usize): v128 {
  const left = v128.load(a + next);
  const right = v128.load(a + (next + 160));
  if (!product) return f32x4.add(left, right);
  return f32x4.add(f32x4.mul(left, v128.load(b + next)), f32x4.mul(right, v128.load(b + (next + 160))));
}

@inline
function output0(section: usize, s0: v128, previous: v128, before: v128): v128 {
  const value = f32x4.sub(f32x4.mul(coefficient(section, 0), s0), before);
  return madd(coefficient(section, 4), previous, value);
}

@inline
function output1(section: usize, s0: v128, s1: v128, previous: v128, before: v128): v128 {
  if (section == 2) return f32x4.sub(f32x4.mul(coefficient(2, 0), s1), previous);
  const value = madd(coefficient(section, 0), s1, f32x4.mul(coefficient(section, 1), s0));
  return madd(coefficient(section, 5), previous, madd(coefficient(section, 9), before, value));
}

@inline
function output2(section: usize, s0: v128, s1: v128, s2: v128, previous: v128, before: v128): v128 {
  let value = f32x4.mul(coefficient(section, 2), s0);
  if (section == 2) return f32x4.add(madd(coefficient(2, 0), s2, value), before);
  value = madd(coefficient(section, 0), s2, madd(coefficient(section, 1), s1, value));
  return madd(coefficient(section, 6), previous, madd(coefficient(section, 10), before, value));
}

@inline
function output3(section: usize, s0: v128, s1: v128, s2: v128, s3: v128, previous: v128, before: v128): v128 {
  if (section == 2) return f32x4.add(madd(coefficient(2, 0), s3, f32x4.mul(coefficient(2, 2), s1)), previous);
  let value = madd(coefficient(section, 2), s1, f32x4.mul(coefficient(section, 3), s0));
  value = madd(coefficient(section, 0), s3, madd(coefficient(section, 1), s2, value));
  return madd(coefficient(section, 7), previous, madd(coefficient(section, 11), before, value));
}

@inline
function across(product: bool, a: usize, b: usize, out: usize, width: i32): void {
  const end = (width + 3) & ~3;
  memory.fill(state, 0, 96);
  a -= 96;
  b -= 96;
  // Single steps at both ends, four outputs at a time between them, as the reference goes.
  single(product, a, b, out, -4, min(8, end), width);
  if (width > 15) four(product, a, b, out, width - 7);
  if (end > 8) single(product, a, b, out, width > 15 ? (width - 4) & ~3 : 8, end, width);
}

/** Outputs from `n` to `end`, one by one; past the width there is nothing. */
function single(product: bool, a: usize, b: usize, out: usize, n: i32, end: i32, width: i32): void {
  for (; n < end; n++) {
    let value = f32x4.splat(0);
    if (n < width) {
      const at = <usize>n << 4;
      const sum = entering(product, a + at, b + at, 0);
      for (let section: usize = 0; section < 3; section++) {
        const own = state + (section << 5);
        const previous = v128.load(own);
        const part = output0(section, sum, previous, v128.load(own, 16));
        v128.store(own, previous, 16);
        v128.store(own, part);
      }
      value = f32x4.add(v128.load(state), f32x4.add(v128.load(state, 32), v128.load(state, 64)));
    }
    if (n < 0) continue;
    const group = out + <usize>(n >> 2) * groupBytes;
    v128.store(group + <usize>((n & 3) << 4), value);
    if ((n & 3) < 3) continue;
    storeTransposed(group, v128.load(group, 0), v128.load(group, 16), v128.load(group, 32), v128.load(group, 48));
  }
}

/** Outputs from 8 to `end`, by fours. */
@inline
function four(product: bool, a: usize, b: usize, out: usize, end: i32): void {
  let previous0 = v128.load(state, 0);
  let before0 = v128.load(state, 16);
  let previous1 = v128.load(state, 32);
  let before1 = v128.load(state, 48);
  let previous2 = v128.load(state, 64);
  let before2 = v128.load(state, 80);
  a += 128;
  b += 128;
  out += 2 * groupBytes;
  for (let n: i32 = 8; n < end; n += 4) {
    const s0 = entering(product, a, b, 0);
    const s1 = entering(product, a, b, 16);
    const s2 = entering(product, a, b, 32);
    const s3 = entering(product, a, b, 48);

    const last0 = output0(2, s0, previous2, before2);
    const last1 = output1(2, s0, s1, previous2, before2);
    const last2 = output2(2, s0, s1, s2, previous2, before2);
    const last3 = output3(2, s0, s1, s2, s3, previous2, before2);
    before2 = last2;
    previous2 = last3;

    const middle0 = output0(1, s0, previous1, before1);
    const middle1 = output1(1, s0, s1, previous1, before1);
    const middle2 = output2(1, s0, s1, s2, previous1, before1);
    const middle3 = output3(1, s0, s1, s2, s3, previous1, before1);
    before1 = middle2;
    previous1 = middle3;

    const first0 = output0(0, s0, previous0, before0);
    const first1 = output1(0, s0, s1, previous0, before0);
    const first2 = output2(0, s0, s1, s2, previous0, before0);
    const first3 = output3(0, s0, s1, s2, s3, previous0, before0);
    before0 = first2;
    previous0 = first3;

    storeTransposed(
      out,
      f32x4.add(first0, f32x4.add(middle0, last0)),
      f32x4.add(first1, f32x4.add(middle1, last1)),
      f32x4.add(first2, f32x4.add(middle2, last2)),
      f32x4.add(first3, f32x4.add(middle3, last3)),
    );
    a += 64;
    b += 64;
    out += groupBytes;
  }
  v128.store(state, previous0, 0);
  v128.store(state, before0, 16);
  v128.store(state, previous1, 32);
  v128.store(state, before1, 48);
  v128.store(state, previous2, 64);
  v128.store(state, before2, 80);
}

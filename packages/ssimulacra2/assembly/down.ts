import { madd, nmadd } from "./fused";
import { coefficient } from "./gaussian";

/** Bytes of the filter's memory for one group of four columns: five planes, three sections, two outputs. */
export const stateBytes: usize = 480;

/**
 * Four steps down one plane of a group. Signs go + + - - over the four rows, so that what the next step subtracts is stored negative
 * already; the filter's memory keeps the last two rows that way. `entering` is the four rows that come in, `older` and `oldest` hold those
 * that leave.
 */
@inline
export function blurColumns(entering: usize, older: usize, oldest: usize, state: usize, out: usize): void {
  const s0 = f32x4.add(v128.load(oldest, 32), v128.load(entering, 0));
  const s1 = f32x4.add(v128.load(oldest, 48), v128.load(entering, 16));
  const s2 = f32x4.add(v128.load(older, 0), v128.load(entering, 32));
  const s3 = f32x4.add(v128.load(older, 16), v128.load(entering, 48));

  let n2 = coefficient(2, 0);
  const last0 = madd(n2, s0, v128.load(state, 64));
  const last1 = madd(n2, s1, v128.load(state, 80));
  const last2 = nmadd(n2, s2, last0);
  const last3 = nmadd(n2, s3, last1);
  v128.store(state, last2, 64);
  v128.store(state, last3, 80);

  n2 = coefficient(1, 0);
  let d1 = coefficient(1, 12);
  const middle0 = madd(n2, s0, madd(d1, v128.load(state, 48), v128.load(state, 32)));
  const middle1 = madd(n2, s1, nmadd(d1, middle0, v128.load(state, 48)));
  const middle2 = nmadd(n2, s2, madd(d1, middle1, middle0));
  const middle3 = nmadd(n2, s3, nmadd(d1, middle2, middle1));
  v128.store(state, middle2, 32);
  v128.store(state, middle3, 48);

  n2 = coefficient(0, 0);
  d1 = coefficient(0, 12);
  const first0 = madd(n2, s0, madd(d1, v128.load(state, 16), v128.load(state, 0)));
  const first1 = madd(n2, s1, nmadd(d1, first0, v128.load(state, 16)));
  const first2 = nmadd(n2, s2, madd(d1, first1, first0));
  const first3 = nmadd(n2, s3, nmadd(d1, first2, first1));
  v128.store(state, first2, 0);
  v128.store(state, first3, 16);

  v128.store(out, f32x4.add(first0, f32x4.add(middle0, last0)), 0);
  v128.store(out, f32x4.add(first1, f32x4.add(middle1, last1)), 16);
  v128.store(out, f32x4.neg(f32x4.add(first2, f32x4.add(middle2, last2))), 32);
  v128.store(out, f32x4.neg(f32x4.add(first3, f32x4.add(middle3, last3))), 48);
}

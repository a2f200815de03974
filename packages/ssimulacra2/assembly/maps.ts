import { blurColumns, stateBytes } from "./down";
import { groupBytes } from "./across";

/** Bytes of one group of four columns in a band of the two pictures themselves, four rows each. */
export const originalsBytes: usize = 128;

/** The blurs of one group, four rows of each plane, on their way to the maps. */
const blurred = memory.data(320, 16);
/** C2 of the structural similarity, and 1. */
const constants = memory.data<f32>([0.0009, 1.0], 16);

/**
 * Blurs a band down the columns and adds what it finds in the band before, whose blurs are ready now, to the six sums of a channel:
 * structure, artefacts and lost detail, then their fourth powers. `few` leaves out all but structure and lost detail in the fourth power.
 */
@inline
export function compareBand(
  few: bool, rows: i32, groups: i32, entering: usize, older: usize, oldest: usize, originals: usize, state: usize, sums: usize,
): void {
  for (let group: i32 = 0; group < groups; group++) {
    for (let plane: usize = 0; plane < 320; plane += 64) {
      blurColumns(entering + plane, older + plane, oldest + plane, state, blurred + plane);
      state += stateBytes / 5;
    }
    if (rows > 0) compareGroup(few, rows, originals, sums);
    entering += groupBytes;
    older += groupBytes;
    oldest += groupBytes;
    originals += originalsBytes;
  }
}

@inline
function compareGroup(few: bool, rows: i32, originals: usize, sums: usize): void {
  const zero = f32x4.splat(0);
  const one = v128.load32_splat(constants, 4);
  const c2 = v128.load32_splat(constants, 0);
  let structure1 = zero;
  let structure4 = zero;
  let artefact1 = zero;
  let artefact4 = zero;
  let detail1 = zero;
  let detail4 = zero;
  for (let row: usize = 0; row < <usize>rows << 4; row += 16) {
    const mu1 = v128.load(blurred + row, 0);
    const mu2 = v128.load(blurred + row, 64);
    const apart = f32x4.sub(mu1, mu2);
    const mean = f32x4.sub(one, f32x4.mul(apart, apart));
    const covariance = f32x4.sub(v128.load(blurred + row, 256), f32x4.mul(mu1, mu2));
    const variance1 = f32x4.sub(v128.load(blurred + row, 128), f32x4.mul(mu1, mu1));
    const variance2 = f32x4.sub(v128.load(blurred + row, 192), f32x4.mul(mu2, mu2));
    const above = f32x4.mul(mean, f32x4.add(f32x4.add(covariance, covariance), c2));
    const below = f32x4.add(f32x4.add(variance1, variance2), c2);
    const structure = f32x4.max(f32x4.sub(one, f32x4.div(above, below)), zero);
    structure4 = f32x4.add(structure4, fourth(structure));

    const edge1 = f32x4.abs(f32x4.sub(v128.load(originals + row, 0), mu1));
    const edge2 = f32x4.abs(f32x4.sub(v128.load(originals + row, 64), mu2));
    const more = f32x4.div(f32x4.sub(edge2, edge1), f32x4.add(one, edge1));
    const detail = f32x4.max(f32x4.neg(more), zero);
    detail4 = f32x4.add(detail4, fourth(detail));
    if (few) continue;
    const artefact = f32x4.max(more, zero);
    structure1 = f32x4.add(structure1, structure);
    artefact1 = f32x4.add(artefact1, artefact);
    artefact4 = f32x4.add(artefact4, fourth(artefact));
    detail1 = f32x4.add(detail1, detail);
  }
  add(sums + 48, structure4);
  add(sums + 80, detail4);
  if (few) return;
  add(sums, structure1);
  add(sums + 16, artefact1);
  add(sums + 32, detail1);
  add(sums + 64, artefact4);
}

@inline
function fourth(x: v128): v128 {
  const square = f32x4.mul(x, x);
  return f32x4.mul(square, square);
}

/** Four sums of four 32-bit floats go on in 64 bits. */
@inline
function add(sum: usize, x: v128): void {
  const upper = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.add(f64x2.promote_low_f32x4(x), upper)));
}

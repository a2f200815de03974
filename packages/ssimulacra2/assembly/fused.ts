/**
 * `a * b + c` with one rounding. Relaxed SIMD fuses where the processor can (the host asks by `fuses`); the other build of this source goes
 * by 64-bit floats, in which the product is exact.
 */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : wide(a, b, c);
}

/** `c - a * b` with one rounding. */
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : wide(f32x4.neg(a), b, c);
}

function wide(a: v128, b: v128, c: v128): v128 {
  return v128.shuffle<f32>(half(a, b, c), half(upper(a), upper(b), upper(c)), 0, 1, 4, 5);
}

@inline
function half(a: v128, b: v128, c: v128): v128 {
  const product = f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  return f32x4.demote_f64x2_zero(f64x2.add(product, f64x2.promote_low_f32x4(c)));
}

@inline
function upper(a: v128): v128 {
  return v128.shuffle<f32>(a, a, 2, 3, 2, 3);
}

/** Whether this build on this processor fuses: (1 + 2^-12)^2 - (1 + 2^-11) is 2^-24, and 0 where the product is rounded first. */
export function fuses(factor: f32, less: f32): bool {
  const a = f32x4.splat(factor);
  return f32x4.extract_lane(madd(a, a, f32x4.splat(-less)), 0) != 0 && f32x4.extract_lane(nmadd(a, a, f32x4.splat(less)), 0) != 0;
}

import { madd, nmadd } from "./fused";

// Constants are read from memory: written into the code, each would be built anew in a register wherever it is used.
const matrix = memory.data<f32>(
  [
    0.3, <f32>1.0 - <f32>0.078 - <f32>0.3, 0.078,
    0.23, <f32>1.0 - <f32>0.078 - <f32>0.23, 0.078,
    0.24342268924547819, 0.20476744424496821, <f32>1.0 - <f32>0.24342268924547819 - <f32>0.20476744424496821,
  ],
  16,
);
// The bias, minus its cube root, 1/3, 4/3, then what makes the channels positive: 14, 0.42, 0.01, 0.55, and a half.
const constants = memory.data<f32>([0.0037930732552754493, -0.15595420054, 1.0 / 3.0, 4.0 / 3.0, 14.0, 0.42, 0.01, 0.55, 0.5], 16);
const exponents = memory.data<i32>([0x54800000, 0x002aaaaa], 16);

@inline
function constant(index: usize): v128 {
  return v128.load32_splat(constants + (index << 2));
}

/** The reference's cube root less that of the bias: three Newton steps on the inverse root, one correction. The bias keeps zero away. */
@inline
function cubeRoot(x: v128): v128 {
  const exponent = i32x4.mul(i32x4.shr_s(x, 23), v128.load32_splat(exponents, 4));
  let r = i32x4.sub(v128.load32_splat(exponents, 0), exponent);
  const thirdOfX = f32x4.mul(constant(2), x);
  r = newton(r, thirdOfX);
  r = newton(r, thirdOfX);
  r = newton(r, thirdOfX);
  r = madd(constant(2), nmadd(x, fourth(r), r), r);
  return madd(f32x4.mul(r, r), x, constant(1));
}

@inline
function newton(r: v128, thirdOfX: v128): v128 {
  return nmadd(thirdOfX, fourth(r), f32x4.mul(constant(3), r));
}

@inline
function fourth(r: v128): v128 {
  const square = f32x4.mul(r, r);
  return f32x4.mul(square, square);
}

/** A block of four columns in linear light into the first `wanted` of Y, X and B: a constant that keeps the rest out of the code. */
@inline
export function opsinColumns(wanted: i32, block: usize, x: usize, y: usize, b: usize): void {
  for (let column: usize = 0; column < 64; column += 16) {
    const red = v128.load(block + column, 0);
    const green = v128.load(block + column, 64);
    const blue = v128.load(block + column, 128);
    // L and M share what blue gives them.
    const shared = madd(v128.load32_splat(matrix, 8), blue, constant(0));
    const l = cubeRoot(madd(v128.load32_splat(matrix, 0), red, madd(v128.load32_splat(matrix, 4), green, shared)));
    const m = cubeRoot(madd(v128.load32_splat(matrix, 12), red, madd(v128.load32_splat(matrix, 16), green, shared)));
    const half = constant(8);
    const luma = f32x4.mul(half, f32x4.add(l, m));
    v128.store(y + column, f32x4.add(luma, constant(6)));
    if (wanted > 1) v128.store(x + column, f32x4.add(f32x4.mul(f32x4.mul(half, f32x4.sub(l, m)), constant(4)), constant(5)));
    if (wanted > 2) {
      const own = madd(v128.load32_splat(matrix, 32), blue, constant(0));
      const s = cubeRoot(madd(v128.load32_splat(matrix, 24), red, madd(v128.load32_splat(matrix, 28), green, own)));
      v128.store(b + column, f32x4.add(f32x4.sub(s, luma), constant(7)));
    }
  }
}

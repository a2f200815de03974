const table: usize = memory.data(256 * 4, 16);

/** Fills the table of linear light: the reference's rational approximation of the sRGB curve, at each of the 256 levels. */
export function fillCurve(): void {
  for (let level: i32 = 0; level < 256; level++) {
    const x = <f32>level * <f32>(1.0 / 255.0);
    store<f32>(table + (<usize>level << 2), x <= 0.04045 ? x * (<f32>1.0 / <f32>12.92) : above(x));
  }
}

function above(x: f32): f32 {
  let p: f32 = 8.210152774e-1;
  p = fma(p, x, 7.961564959e-1);
  p = fma(p, x, 1.624820318e-1);
  p = fma(p, x, 1.043637593e-2);
  p = fma(p, x, 2.200248328e-4);
  let q: f32 = 6.521209011e-3;
  q = fma(q, x, -5.512498495e-2);
  q = fma(q, x, 4.98752835e-1);
  q = fma(q, x, 1.076976492);
  q = fma(q, x, 2.63184697e-1);
  return p / q;
}

function fma(a: f32, b: f32, c: f32): f32 {
  return <f32>(<f64>a * <f64>b + <f64>c);
}

/** One sample of four rows, in linear light; `at` is the sample's byte after the four addresses. */
@inline
export function linearColumn(row0: usize, row1: usize, row2: usize, row3: usize, at: usize): v128 {
  let column = v128.load32_zero(<usize>load<u8>(row0 + at) << 2, table);
  column = v128.load32_lane(<usize>load<u8>(row1 + at) << 2, column, 1, table);
  column = v128.load32_lane(<usize>load<u8>(row2 + at) << 2, column, 2, table);
  return v128.load32_lane(<usize>load<u8>(row3 + at) << 2, column, 3, table);
}

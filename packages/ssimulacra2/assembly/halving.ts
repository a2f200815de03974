/**
 * The means of the eight 2x2 squares of one block (four columns of four rows, a vector a column): two columns of two rows, which fill
 * half of each vector at `to`. The four pixels are added in reading order, as the reference does.
 */
@inline
export function halveBlock(from: usize, to: usize): void {
  for (let channel: usize = 0; channel < 3; channel++) {
    const at = from + channel * 64;
    const a = v128.load(at, 0);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let sum = f32x4.add(v128.shuffle<f32>(a, c, 0, 2, 4, 6), v128.shuffle<f32>(b, d, 0, 2, 4, 6));
    sum = f32x4.add(sum, v128.shuffle<f32>(a, c, 1, 3, 5, 7));
    sum = f32x4.add(sum, v128.shuffle<f32>(b, d, 1, 3, 5, 7));
    sum = f32x4.mul(sum, f32x4.splat(0.25));
    v128.store64_lane(to + channel * 64, sum, 0, 0);
    v128.store64_lane(to + channel * 64, sum, 1, 16);
  }
}

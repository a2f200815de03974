/** Four columns of four rows, stored at `to` as four rows of four columns. */
@inline
export function storeTransposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5), 0);
  v128.store(to, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7), 48);
}

/**
 * The recursive filter of the reference (Charalampidis 2016, truncated cosines) for sigma 1.5: radius 5, three sections. The rows of one:
 * what its next four outputs take from the four inputs (0-3), from the output before (4-7), from the one before that (8-11), then d1 of the
 * plain recursion (12). The third's angle is a right one: the reference's terms of 1e-16 there are taken for the zeros they stand for.
 */
const sections = memory.data<f32>(
  [
    0.055295236, 0.10517779, 0.14476481, 0.17018123,
    1.9021131, 2.618034, 3.0776834, 3.236068,
    -1, -1.9021131, -2.618034, -3.0776834,
    -1.9021131,

    -0.058836687, -0.069166675, -0.022473615, 0.042747356,
    1.1755705, 0.38196602, -0.72654253, -1.236068,
    -1, -1.1755705, -0.38196602, 0.72654253,
    -1.1755705,

    0.012955819, 0, -0.012955819, 0,
    0, -1, 0, 1,
    -1, 0, 1, 0,
    0,
  ],
  16,
);

@inline
export function coefficient(section: usize, index: usize): v128 {
  return v128.load32_splat(sections + section * 52 + (index << 2));
}

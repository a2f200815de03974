/** Interleaved 8-bit sRGB: red, green, blue, and straight alpha where there are four. */
export type Channels = 3 | 4;

/** Whole rows of a picture, without padding between them. */
export interface Rows {
  readonly data: Uint8Array;
  readonly channels: Channels;
  readonly width: number;
}

/**
 * Writes `count` rows from the row `from` on as opaque ones of `toWidth` pixels: alpha over a grey of `background`, the last pixel repeated where the
 * target is wider.
 */
export function writeRows(
  to: Uint8Array,
  toWidth: number,
  { data, channels, width }: Rows,
  from: number,
  count: number,
  background: number,
) {
  const stride = width * channels;
  if (channels === 3 && toWidth === width) {
    to.set(data.subarray(from * stride, (from + count) * stride));
    return;
  }
  let at = 0;
  for (let row = from; row < from + count; row += 1) {
    for (let x = 0; x < toWidth; x += 1) {
      const pixel = row * stride + Math.min(x, width - 1) * channels;
      const alpha = channels === 4 ? (data[pixel + 3] ?? 0) : 255;
      const rest = (255 - alpha) * background + 127;
      to[at] = ((data[pixel] ?? 0) * alpha + rest) / 255;
      to[at + 1] = ((data[pixel + 1] ?? 0) * alpha + rest) / 255;
      to[at + 2] = ((data[pixel + 2] ?? 0) * alpha + rest) / 255;
      at += 3;
    }
  }
}

/** Whether every pixel hides what lies behind it. */
export function isOpaque({ data, channels }: Rows): boolean {
  if (channels === 3) return true;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

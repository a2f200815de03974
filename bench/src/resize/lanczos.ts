/** A picture's pixels in 8-bit sRGB, without alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const lobes = 3;
const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const kernel = (x: number): number => (Math.abs(x) < lobes ? sinc(x) * sinc(x / lobes) : 0);

const toLight = Float64Array.from({ length: 256 }, (_, value) =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
);
function fromLight(light: number): number {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}

/** Lanczos3 in linear light and floating point, all at once: what scaling is measured by. */
export function scaleExactly({ width, height, data }: Pixels, to: { readonly width: number; readonly height: number }): Pixels {
  const stride = to.width * 3;
  const narrow = new Float32Array(stride * height);
  const light = new Float64Array(width * 3);
  const across = tapsOf(width, to.width);
  for (let y = 0; y < height; y++) {
    for (let place = 0; place < light.length; place++) light[place] = toLight[data[y * light.length + place] as number] as number;
    for (let x = 0; x < to.width; x++) {
      const { places, weights } = across[x] as Taps;
      let [red, green, blue] = [0, 0, 0];
      for (let tap = 0; tap < weights.length; tap++) {
        const weight = weights[tap] as number;
        const from = (places[tap] as number) * 3;
        red += weight * (light[from] as number);
        green += weight * (light[from + 1] as number);
        blue += weight * (light[from + 2] as number);
      }
      narrow.set([red, green, blue], y * stride + x * 3);
    }
  }
  const out = new Uint8Array(stride * to.height);
  const row = new Float64Array(stride);
  for (const [y, { places, weights }] of tapsOf(height, to.height).entries()) {
    row.fill(0);
    for (let tap = 0; tap < weights.length; tap++) {
      const weight = weights[tap] as number;
      const from = (places[tap] as number) * stride;
      for (let place = 0; place < stride; place++) row[place] = (row[place] as number) + weight * (narrow[from + place] as number);
    }
    for (let place = 0; place < stride; place++) out[y * stride + place] = fromLight(row[place] as number);
  }
  return { ...to, data: out };
}

/** For a place of the result the places it is made of, and by how much of each. */
interface Taps {
  readonly places: Int32Array;
  readonly weights: Float64Array;
}

/** Past the edge the last pixel goes on. */
function tapsOf(from: number, to: number): readonly Taps[] {
  const scale = Math.max(1, from / to);
  const reach = lobes * scale;
  return Array.from({ length: to }, (_, place) => {
    const middle = ((place + 0.5) * from) / to - 0.5;
    const first = Math.ceil(middle - reach);
    const taps = Array.from({ length: Math.floor(middle + reach) - first + 1 }, (_tap, index) => first + index);
    const weights = taps.map((tap) => kernel((tap - middle) / scale));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return {
      places: Int32Array.from(taps, (tap) => Math.min(from - 1, Math.max(0, tap))),
      weights: Float64Array.from(weights, (weight) => weight / sum),
    };
  });
}

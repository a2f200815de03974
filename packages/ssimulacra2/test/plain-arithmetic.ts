import { blur, f, fma, type Plane } from "./plain-blur.ts";

/**
 * SSIMULACRA 2.1 once more, plain and slow, one number at a time and the whole picture in memory: what the compiled module must agree with.
 * `Math.fround` makes each step a 32-bit one; a fused multiply-add is the product in 64 bits, added there and rounded once.
 */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export function plainScore(reference: Picture, distorted: Picture, weights: readonly number[]): number {
  let linear = [linearPlanes(reference), linearPlanes(distorted)] as [Plane[], Plane[]];
  const scales: number[][][] = [];
  for (let scale = 0; scale < 6; scale += 1) {
    const { width, height } = linear[0][0]!;
    if (width < 8 || height < 8) break;
    if (scale > 0) linear = [linear[0].map(halved), linear[1].map(halved)];
    const a = opsin(linear[0]);
    const b = opsin(linear[1]);
    scales.push([0, 1, 2].map((channel) => norms(a[channel]!, b[channel]!)));
  }
  return finalScore(scales, weights);
}

function finalScore(scales: number[][][], weights: readonly number[]): number {
  let sum = 0;
  let index = 0;
  for (let channel = 0; channel < 3; channel += 1)
    for (const scale of scales) for (const norm of scale[channel]!) sum += weights[index++]! * norm;
  const x = sum * 0.9562382616834844;
  const y = 2.326765642916932 * x - 0.020884521182843837 * x * x + 6.248496625763138e-5 * x * x * x;
  return y > 0 ? 100 - 10 * y ** 0.6276336467831387 : 100;
}

const p = [2.200248328e-4, 1.043637593e-2, 1.624820318e-1, 7.961564959e-1, 8.210152774e-1].map(f);
const q = [2.63184697e-1, 1.076976492, 4.98752835e-1, -5.512498495e-2, 6.521209011e-3].map(f);

/** The reference's approximation of the sRGB curve at each of 256 levels. */
const curve = Float32Array.from({ length: 256 }, (_, level) => {
  const x = f(level * f(1 / 255));
  if (x <= f(0.04045)) return f(x * f(1 / f(12.92)));
  const horner = (terms: number[]) => terms.slice(0, 4).reduceRight((sum, term) => fma(sum, x, term), terms[4]!);
  return f(horner(p) / horner(q));
});

function linearPlanes({ data, width, height }: Picture): Plane[] {
  return [0, 1, 2].map((channel) => ({
    width,
    height,
    at: Float32Array.from({ length: width * height }, (_, index) => curve[data[index * 3 + channel]!]!),
  }));
}

function halved({ width, height, at }: Plane): Plane {
  const out = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const halves = new Float32Array(out.width * out.height);
  for (let y = 0; y < out.height; y += 1)
    for (let x = 0; x < out.width; x += 1) {
      const x0 = 2 * x;
      const x1 = Math.min(x0 + 1, width - 1);
      const row0 = 2 * y * width;
      const row1 = Math.min(2 * y + 1, height - 1) * width;
      const sum = f(f(f(at[row0 + x0]! + at[row0 + x1]!) + at[row1 + x0]!) + at[row1 + x1]!);
      halves[y * out.width + x] = f(sum * 0.25);
    }
  return { ...out, at: halves };
}

const m00 = f(0.3);
const m02 = f(0.078);
const m10 = f(0.23);
const m20 = f(0.24342268924547819);
const m21 = f(0.20476744424496821);
const matrix = [
  [m00, f(f(1 - m02) - m00), m02],
  [m10, f(f(1 - m02) - m10), m02],
  [m20, m21, f(f(1 - m20) - m21)],
] as const;
const bias = f(0.0037930732552754493);
const minusRootOfBias = f(-Math.cbrt(bias));
const asFloat = new Float32Array(1);
const asInteger = new Int32Array(asFloat.buffer);

function cubeRoot(x: number): number {
  asFloat[0] = x;
  asInteger[0] = 0x54800000 - (asInteger[0]! >> 23) * 0x002aaaaa;
  let r = asFloat[0];
  const third = f(1 / 3);
  const thirdOfX = f(third * x);
  const fourth = () => f(f(r * r) * f(r * r));
  for (let step = 0; step < 3; step += 1) r = fma(-thirdOfX, fourth(), f(f(4 / 3) * r));
  r = fma(third, fma(-x, fourth(), r), r);
  return fma(f(r * r), x, minusRootOfBias);
}

function opsin(linear: Plane[]): Plane[] {
  const [r, g, b] = linear.map((plane) => plane.at) as [Float32Array, Float32Array, Float32Array];
  const planes = [0, 1, 2].map(() => new Float32Array(r.length));
  for (let index = 0; index < r.length; index += 1) {
    const root = ([first, second, third]: readonly [number, number, number]) =>
      cubeRoot(fma(first, r[index]!, fma(second, g[index]!, fma(third, b[index]!, bias))));
    const l = root(matrix[0]);
    const m = root(matrix[1]);
    const s = root(matrix[2]);
    const y = f(0.5 * f(l + m));
    planes[0]![index] = f(f(f(0.5 * f(l - m)) * 14) + f(0.42));
    planes[1]![index] = f(y + f(0.01));
    planes[2]![index] = f(f(s - y) + f(0.55));
  }
  return planes.map((at) => ({ ...linear[0]!, at }));
}

/** The six norms of one channel at one scale, in the order of the weights. */
function norms(a: Plane, b: Plane): number[] {
  const product = (one: Plane, two: Plane) => blur({ ...one, at: one.at.map((value, index) => f(value * two.at[index]!)) });
  const mu1 = blur(a);
  const mu2 = blur(b);
  const s11 = product(a, a);
  const s22 = product(b, b);
  const s12 = product(a, b);
  const kC2 = f(0.0009);
  const sums = [0, 0, 0, 0, 0, 0] as [number, number, number, number, number, number];
  for (let index = 0; index < a.at.length; index += 1) {
    const m1 = mu1[index]!;
    const m2 = mu2[index]!;
    const difference = f(m1 - m2);
    const numM = f(1 - f(difference * difference));
    const numS = f(f(2 * f(s12[index]! - f(m1 * m2))) + kC2);
    const denominator = f(f(f(s11[index]! - f(m1 * m1)) + f(s22[index]! - f(m2 * m2))) + kC2);
    const d = Math.max(1 - f(f(numM * numS) / denominator), 0);
    sums[0] += d;
    sums[3] += d ** 4;
    const edge = (1 + Math.abs(f(b.at[index]! - m2))) / (1 + Math.abs(f(a.at[index]! - m1))) - 1;
    sums[1] += Math.max(edge, 0);
    sums[4] += Math.max(edge, 0) ** 4;
    sums[2] += Math.max(-edge, 0);
    sums[5] += Math.max(-edge, 0) ** 4;
  }
  return sums.map((sum, index) => (index < 3 ? sum / a.at.length : (sum / a.at.length) ** 0.25));
}

export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly at: Float32Array;
}

export const f = Math.fround;

/** A fused multiply-add of 32-bit floats: the product is exact in 64 bits, the sum is rounded once more. */
export const fma = (a: number, b: number, c: number) => f(a * b + c);

/** The reference's recursive Gaussian, along the rows and then down the columns. */
export function blur(plane: Plane): Float32Array {
  return down(plane, across(plane));
}

/** The three sections of the recursive filter of radius 5 for sigma 1.5. */
const sections = recursiveGaussian();

function across({ width, height, at }: Plane): Float32Array {
  const out = new Float32Array(at.length);
  const sums = new Float32Array(4);
  for (let y = 0; y < height; y += 1) {
    const row = at.subarray(y * width, (y + 1) * width);
    const input = (n: number) => f((row[n - 6] ?? 0) + (row[n + 4] ?? 0));
    const states = sections.map(() => ({ previous: 0, before: 0 }));
    const single = (n: number) => {
      const parts = sections.map((section, k) => {
        const state = states[k]!;
        const value = fma(section.previous[0]!, state.previous, f(f(input(n) * section.input[0]!) - state.before));
        states[k] = { previous: value, before: state.previous };
        return value;
      });
      if (n >= 0) out[y * width + n] = f(parts[0]! + f(parts[1]! + parts[2]!));
    };
    let n = -4;
    for (; n < Math.min(8, width); n += 1) single(n);
    for (; n < width - 7; n += 4) {
      for (let k = 0; k < 4; k += 1) sums[k] = input(n + k);
      const parts = sections.map((section, k) => {
        const state = states[k]!;
        const four = [0, 1, 2, 3].map((lane) => {
          let value = f(sums[0]! * section.input[lane]!);
          for (let j = 1; j <= lane; j += 1) value = fma(section.input[lane - j]!, sums[j]!, value);
          value = fma(section.before[lane]!, state.before, value);
          return fma(section.previous[lane]!, state.previous, value);
        });
        states[k] = { previous: four[3]!, before: four[2]! };
        return four;
      });
      for (let k = 0; k < 4; k += 1) out[y * width + n + k] = f(parts[0]![k]! + f(parts[1]![k]! + parts[2]![k]!));
    }
    for (; n < width; n += 1) single(n);
  }
  return out;
}

function down({ width, height }: Plane, at: Float32Array): Float32Array {
  const out = new Float32Array(at.length);
  for (let x = 0; x < width; x += 1) {
    const input = (n: number) => (n < 0 || n >= height ? 0 : at[n * width + x]!);
    const previous = [0, 0, 0];
    const before = [0, 0, 0];
    for (let n = -4; n < height; n += 1) {
      const sum = f(input(n - 6) + input(n + 4));
      const parts = sections.map(({ n2, d1 }, k) => {
        const value = fma(n2, sum, fma(-d1, previous[k]!, -before[k]!));
        before[k] = previous[k]!;
        previous[k] = value;
        return value;
      });
      if (n >= 0) out[n * width + x] = f(parts[0]! + f(parts[1]! + parts[2]!));
    }
  }
  return out;
}

function recursiveGaussian() {
  const radius = 5;
  const sigma = 1.5;
  const omega = [1, 3, 5].map((k) => (k * Math.PI) / (2 * radius));
  const sign = [1, -1, 1];
  const p = omega.map((w, k) => sign[k]! / Math.tan(w / 2)) as [number, number, number];
  const r = omega.map((w, k) => (sign[k]! * p[k]! * p[k]!) / Math.sin(w)) as [number, number, number];
  const rho = omega.map((w) => Math.exp(-0.5 * sigma * sigma * w * w) / radius) as [number, number, number];
  const d13 = p[0] * r[1] - r[0] * p[1];
  const zeta1 = (p[1] * r[2] - r[1] * p[2]) / d13;
  const zeta3 = (p[2] * r[0] - r[2] * p[0]) / d13;
  const beta = solve([p, r, [zeta1, zeta3, 1]], [1, radius * radius - sigma * sigma, zeta1 * rho[0] + zeta3 * rho[1] + rho[2]]);
  return omega.map((w, k) => {
    const n = -beta[k]! * Math.cos(w * (radius + 1));
    const d = -2 * Math.cos(w);
    return {
      n2: f(n),
      d1: f(d),
      previous: [-d, d * d - 1, -d * d * d + 2 * d, d ** 4 - 3 * d * d + 1].map(f),
      before: [-1, d, -d * d + 1, d * d * d - 2 * d].map(f),
      input: [n, -d * n, d * d * n - n, -d * d * d * n + 2 * d * n].map(f),
    };
  });
}

/** Cramer's rule on three equations. */
function solve(rows: readonly (readonly [number, number, number])[], right: readonly number[]): number[] {
  const determinant = ([a, b, c]: readonly (readonly [number, number, number])[]) =>
    a![0] * (b![1] * c![2] - b![2] * c![1]) - a![1] * (b![0] * c![2] - b![2] * c![0]) + a![2] * (b![0] * c![1] - b![1] * c![0]);
  const whole = determinant(rows);
  return [0, 1, 2].map(
    (column) =>
      determinant(rows.map((row, index) => row.map((value, k) => (k === column ? right[index]! : value)) as [number, number, number])) /
      whole,
  );
}

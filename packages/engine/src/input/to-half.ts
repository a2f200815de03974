const mantissa = 1024;
const bias = 15;

/** The nearest floating-point number of 16 bits, and its bits; what is too small for them is 0. */
export function toHalf(value: number): { readonly bits: number; readonly value: number } {
  const size = Math.abs(value);
  if (size < 2 ** (1 - bias)) return { bits: 0, value: 0 };
  const floor = Math.floor(Math.log2(size));
  const rounded = Math.round((size / 2 ** floor) * mantissa);
  const [digits, exponent] = rounded === 2 * mantissa ? [mantissa, floor + 1] : [rounded, floor];
  const bits = (value < 0 ? 0x80_00 : 0) + ((exponent + bias) << 10) + (digits - mantissa);
  return { bits, value: Math.sign(value) * (digits / mantissa) * 2 ** exponent };
}

type Triple = readonly [number, number, number];

/** Colourants of a space, adapted to D50: the columns of its matrix to XYZ. */
export interface Space {
  readonly red: Triple;
  readonly green: Triple;
  readonly blue: Triple;
  readonly gamma: number;
}

export const adobeRgb: Space = {
  red: [0.6097, 0.3111, 0.0195],
  green: [0.2053, 0.6257, 0.0609],
  blue: [0.1492, 0.0632, 0.7446],
  gamma: 563 / 256,
};
const srgb = { red: [0.436, 0.2225, 0.0139], green: [0.3851, 0.7169, 0.0971], blue: [0.1431, 0.0606, 0.7141] } as const;

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
};
const xyz = (values: Triple): Buffer => Buffer.concat([Buffer.from("XYZ \0\0\0\0", "latin1"), ...values.map(number)]);
const curve = (gamma: number): Buffer => {
  const bytes = Buffer.from("curv\0\0\0\0\0\0\0\x01\0\0", "latin1");
  bytes.writeUInt16BE(Math.round(gamma * 256), 12);
  return bytes;
};
/** sRGB's own curve, by formula. */
const srgbCurve = Buffer.concat([
  Buffer.from("para\0\0\0\0\0\x03\0\0", "latin1"),
  ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(number),
]);

function profile(space: "RGB " | "GRAY", tags: Readonly<Record<string, Buffer>>): Buffer {
  const all = {
    desc: Buffer.concat([Buffer.from("desc\0\0\0\0\0\0\0\x05test\0", "latin1"), Buffer.alloc(78)]),
    cprt: Buffer.from("text\0\0\0\0none\0", "latin1"),
    wtpt: xyz([0.9642, 1, 0.8249]),
    ...tags,
  };
  const head = Buffer.alloc(132 + Object.keys(all).length * 12);
  head.writeUInt32BE(0x02_10_00_00, 8);
  head.write(`mntr${space}XYZ `, 12, "latin1");
  head.write("acsp", 36, "latin1");
  Buffer.concat([0.9642, 1, 0.8249].map(number)).copy(head, 68);
  head.writeUInt32BE(Object.keys(all).length, 128);
  let end = head.length;
  const bodies = Object.entries(all).map(([name, body], index) => {
    head.write(name, 132 + index * 12, "latin1");
    head.writeUInt32BE(end, 136 + index * 12);
    head.writeUInt32BE(body.length, 140 + index * 12);
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    end += padded.length;
    return padded;
  });
  const whole = Buffer.concat([head, ...bodies]);
  whole.writeUInt32BE(whole.length, 0);
  return whole;
}

const rgbProfile = (space: Omit<Space, "gamma">, trc: Buffer): Buffer =>
  profile("RGB ", { rXYZ: xyz(space.red), gXYZ: xyz(space.green), bXYZ: xyz(space.blue), rTRC: trc, gTRC: trc, bTRC: trc });

export const adobeRgbProfile = rgbProfile(adobeRgb, curve(adobeRgb.gamma));
export const srgbProfile = rgbProfile(srgb, srgbCurve);
/** sRGB's primaries with a plain gamma: near, but not it. */
export const nearlySrgbProfile = rgbProfile(srgb, curve(2.2));
export const greyGammaProfile = (gamma: number): Buffer => profile("GRAY", { kTRC: curve(gamma) });

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** What a colour of sRGB is called in another space, as fractions; for colours inside both. */
export function fromSrgb([r, g, b]: Triple, { red, green, blue, gamma }: Space): Triple {
  const light = [r, g, b].map((value) => linear(value / 255)) as unknown as Triple;
  const mix = (row: number) =>
    (srgb.red[row] as number) * light[0] + (srgb.green[row] as number) * light[1] + (srgb.blue[row] as number) * light[2];
  return solve([red, green, blue], [mix(0), mix(1), mix(2)]).map((value) => Math.max(0, value) ** (1 / gamma)) as unknown as Triple;
}

/** The value a grey of sRGB has under a plain gamma. */
export const greyFromSrgb = (value: number, gamma: number): number => linear(value / 255) ** (1 / gamma);

/** Cramer's rule for three columns. */
function solve(columns: readonly [Triple, Triple, Triple], wanted: Triple): Triple {
  const determinant = ([a, b, c]: readonly [Triple, Triple, Triple]) =>
    a[0] * (b[1] * c[2] - c[1] * b[2]) - b[0] * (a[1] * c[2] - c[1] * a[2]) + c[0] * (a[1] * b[2] - b[1] * a[2]);
  const whole = determinant(columns);
  return [0, 1, 2].map(
    (index) => determinant(columns.map((column, at) => (at === index ? wanted : column)) as [Triple, Triple, Triple]) / whole,
  ) as unknown as Triple;
}

/** A colour by its chromaticity: x and y of CIE 1931. */
type Chromaticity = readonly [x: number, y: number];

/** What an RGB space is made of, its curve apart. */
export interface Primaries {
  readonly white: Chromaticity;
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
}

export const srgbPrimaries: Primaries = { white: [0.3127, 0.329], red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06] };

export type Triple = readonly [number, number, number];
/** Three rows, or the three colours of a space. */
export type Matrix = readonly [Triple, Triple, Triple];

const d50: Triple = [0.9642, 1, 0.8249];
/** Bradford's cone responses, by which profiles adapt to D50, and the way back. */
const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** A plain gamma, sRGB's curve, or a table of light over signal. */
export type Light = number | "srgb" | readonly number[];

/** Makes the profile of an RGB space; null where its primaries span none. */
export function rgbProfile(primaries: Primaries, light: Light): Buffer | null {
  const colourants = adaptedColourants(primaries);
  return colourants === null ? null : profileOfColourants(colourants, light);
}

/** Makes the profile of an RGB space by what its red, green and blue are under D50. */
export function profileOfColourants(colourants: Matrix, light: Light): Buffer {
  const [red, green, blue] = colourants.map(xyz) as [Buffer, Buffer, Buffer];
  const trc = light === "srgb" ? srgbCurve : typeof light === "number" ? curve(light) : table(light);
  return profile("RGB ", { rXYZ: red, gXYZ: green, bXYZ: blue, rTRC: trc, gTRC: trc, bTRC: trc });
}

/** Makes the profile of greys with a plain gamma. */
export const greyProfile = (gamma: number): Buffer => profile("GRAY", { kTRC: curve(gamma) });

/** What the primaries of a space are under D50, by Bradford; null where they span none. */
export function adaptedColourants({ white, red, green, blue }: Primaries): Matrix | null {
  const columns = [red, green, blue].map(toXyz) as unknown as Matrix;
  const light = toXyz(white);
  const shares = solve(columns, light);
  const cones = multiply(bradford, light);
  const scales = multiply(bradford, d50).map((value, index) => value / (cones[index] as number));
  const colourants = columns.map((column, index) => {
    const seen = multiply(bradford, column.map((value) => value * (shares[index] as number)) as unknown as Triple);
    return solve(transpose(bradford), seen.map((value, cone) => value * (scales[cone] as number)) as unknown as Triple);
  });
  const spans = colourants.every((triple) => triple.every((value) => Number.isFinite(value) && Math.abs(value) < 8));
  return spans ? (colourants as unknown as Matrix) : null;
}

const toXyz = ([x, y]: Chromaticity): Triple => [x / y, 1, (1 - x - y) / y];

const transpose = ([a, b, c]: Matrix): Matrix => [0, 1, 2].map((index) => [a[index], b[index], c[index]]) as unknown as Matrix;

const multiply = (rows: Matrix, [x, y, z]: Triple): Triple => rows.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Triple;

const determinant = ([a, b, c]: Matrix): number =>
  a[0] * (b[1] * c[2] - c[1] * b[2]) - b[0] * (a[1] * c[2] - c[1] * a[2]) + c[0] * (a[1] * b[2] - b[1] * a[2]);

/** How much of each column the wanted vector takes, by Cramer's rule. */
export function solve(columns: Matrix, wanted: Triple): Triple {
  const whole = determinant(columns);
  return columns.map((_, index) => determinant(columns.with(index, wanted) as unknown as Matrix) / whole) as unknown as Triple;
}

const fixed = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
};
const xyz = (values: Triple): Buffer => Buffer.concat([Buffer.from("XYZ \0\0\0\0", "latin1"), ...values.map(fixed)]);
/** The curve by formula: a table's one number holds a gamma in 256ths only. */
const curve = (gamma: number): Buffer => Buffer.concat([Buffer.from("para\0\0\0\0\0\0\0\0", "latin1"), fixed(gamma)]);
const srgbCurve = Buffer.concat([
  Buffer.from("para\0\0\0\0\0\x03\0\0", "latin1"),
  ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(fixed),
]);

function table(light: readonly number[]): Buffer {
  const bytes = Buffer.alloc(12 + light.length * 2);
  bytes.write("curv", "latin1");
  bytes.writeUInt32BE(light.length, 8);
  for (const [index, value] of light.entries()) bytes.writeUInt16BE(Math.round(value * 65_535), 12 + index * 2);
  return bytes;
}

function profile(space: "RGB " | "GRAY", wanted: Readonly<Record<string, Buffer>>): Buffer {
  const tags = Object.entries({
    desc: Buffer.concat([Buffer.from("desc\0\0\0\0\0\0\0\x04file", "latin1").fill(0, 15, 16), Buffer.alloc(79)]),
    cprt: Buffer.from("text\0\0\0\0none\0", "latin1"),
    wtpt: xyz(d50),
    ...wanted,
  });
  const head = Buffer.alloc(132 + tags.length * 12);
  head.writeUInt32BE(0x02_40_00_00, 8);
  head.write(`mntr${space}XYZ `, 12, "latin1");
  head.write("acsp", 36, "latin1");
  Buffer.concat(d50.map(fixed)).copy(head, 68);
  head.writeUInt32BE(tags.length, 128);
  let end = head.length;
  // Tags that say the same share their place.
  const places = new Map<Buffer, number>();
  for (const [index, [name, body]] of tags.entries()) {
    const place = places.get(body) ?? end;
    if (place === end) end += Math.ceil(body.length / 4) * 4;
    places.set(body, place);
    head.write(name, 132 + index * 12, "latin1");
    head.writeUInt32BE(place, 136 + index * 12);
    head.writeUInt32BE(body.length, 140 + index * 12);
  }
  const whole = Buffer.concat([head], end);
  for (const [body, place] of places) body.copy(whole, place);
  whole.writeUInt32BE(whole.length, 0);
  return whole;
}

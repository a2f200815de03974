import sharp from "sharp";
import type { Lab } from "./colour-difference.ts";

const [colours, columns] = [24, 6];
const d50 = [0.9642, 1, 0.8249];

/** What the middle of each of 24 squares is in Lab, by the profile that the file carries: three colours and their curves. */
export async function profiledLab(file: Buffer): Promise<readonly Lab[]> {
  const { icc } = await sharp(file).metadata();
  if (icc === undefined) throw new Error("the file has no profile");
  const { data, info } = await sharp(file, { ignoreIcc: true }).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const toLab = readProfile(icc);
  const side = info.width / columns;
  return Array.from({ length: colours }, (_, index) => {
    const [x, y] = [index % columns, Math.floor(index / columns)].map((place) => (place + 0.5) * side) as [number, number];
    const place = (y * info.width + x) * info.channels;
    return toLab([...data.subarray(place, place + 3)].map((value) => value / 255));
  });
}

function readProfile(icc: Buffer): (signal: readonly number[]) => Lab {
  const tag = (name: string) => {
    const entry =
      132 +
      12 *
        Array.from({ length: icc.readUInt32BE(128) }, (_, index) => icc.toString("latin1", 132 + index * 12, 136 + index * 12)).indexOf(
          name,
        );
    return icc.subarray(icc.readUInt32BE(entry + 4), icc.readUInt32BE(entry + 4) + icc.readUInt32BE(entry + 8));
  };
  const [curves, primaries] = ["TRC", "XYZ"].map((kind) => ["r", "g", "b"].map((channel) => tag(channel + kind))) as [Buffer[], Buffer[]];
  return (signal) => {
    const light = signal.map((value, channel) => lightOf(curves[channel] as Buffer, value));
    const xyz = [8, 12, 16].map((axis) =>
      light.reduce((sum, value, channel) => sum + (value * (primaries[channel] as Buffer).readInt32BE(axis)) / 65_536, 0),
    );
    const [x, y, z] = xyz.map((value, axis) => curl(value / (d50[axis] as number))) as [number, number, number];
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  };
}

function lightOf(curve: Buffer, signal: number): number {
  const parameter = (index: number) => curve.readInt32BE(12 + index * 4) / 65_536;
  if (curve.toString("latin1", 0, 4) === "para") {
    const [gamma, a, b, c, d] = [0, 1, 2, 3, 4].map((index) => (curve.readUInt16BE(8) === 0 && index > 0 ? 1 : parameter(index))) as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (curve.readUInt16BE(8) === 0) return signal ** gamma;
    return signal >= d ? (a * signal + b) ** gamma : c * signal;
  }
  const count = curve.readUInt32BE(8);
  if (count === 1) return signal ** (curve.readUInt16BE(12) / 256);
  return curve.readUInt16BE(12 + Math.round(signal * (count - 1)) * 2) / 65_535;
}

const curl = (value: number): number => (value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29);

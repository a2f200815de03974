import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { Rewrite } from "../picture.ts";
import { writePng } from "./write-png.ts";

const tags = { bitsPerSample: 258, photometric: 262 } as const;
const photometrics = { rgb: 2, cielab: 8 } as const;

/**
 * A TIFF in CIELAB as one in which sharp reads L, a and b as if they were red, green and blue: 8 bits of it are refused, 16 are taken for
 * colours under another white. Null where a TIFF is none.
 */
export function labAsRgb(tiff: Buffer): Buffer | null {
  const little = tiff.toString("latin1", 0, 2) === "II";
  const short = (offset: number) => (little ? tiff.readUInt16LE(offset) : tiff.readUInt16BE(offset));
  const long = (offset: number) => (little ? tiff.readUInt32LE(offset) : tiff.readUInt32BE(offset));
  try {
    if (short(2) !== 42) return null;
    const start = long(4);
    const entries = Array.from({ length: short(start) }, (_, index) => start + 2 + index * 12);
    const photometric = entries.find((entry) => short(entry) === tags.photometric);
    const bits = entries.find((entry) => short(entry) === tags.bitsPerSample);
    if (photometric === undefined || bits === undefined || short(photometric + 8) !== photometrics.cielab) return null;
    if (long(bits + 4) !== 3 || ![8, 16].includes(short(long(bits + 8)))) return null;
    const renamed = Buffer.from(tiff);
    if (little) renamed.writeUInt16LE(photometrics.rgb, photometric + 8);
    else renamed.writeUInt16BE(photometrics.rgb, photometric + 8);
    return renamed;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Writes the colours in sRGB. */
export function rewriteLab(path: string): Rewrite {
  return async (to) => {
    const renamed = sharp(labAsRgb(await readFile(path)) ?? Buffer.alloc(0), { failOn: "error", limitInputPixels: false, ignoreIcc: true });
    const sixteenBit = (await renamed.metadata()).depth === "ushort";
    const numbers = sixteenBit ? renamed.toColourspace("rgb16").raw({ depth: "ushort" }) : renamed.raw();
    const { data, info } = await numbers.toBuffer({ resolveWithObject: true });
    await writePng(to, { width: info.width, height: info.height, channels: 3, data: sixteenBit ? convertFine(data) : convert(data) }, {});
    return {};
  };
}

/** In place; neighbours are often equal, and a colour is worked out once for all of them. */
function convert(data: Buffer): Uint8Array {
  let [known, red, green, blue] = [-1, 0, 0, 0];
  for (let place = 0; place + 2 < data.length; place += 3) {
    const lab = data.readUIntBE(place, 3);
    if (lab !== known) {
      known = lab;
      [red, green, blue] = toSrgb((data[place] as number) / 2.55, data.readInt8(place + 1), data.readInt8(place + 2));
    }
    data[place] = red;
    data[place + 1] = green;
    data[place + 2] = blue;
  }
  return data;
}

/** 16 bits, in the order of this machine: a and b in 256ths. */
function convertFine(data: Buffer): Uint8Array {
  const [lightness, signed] = [
    new Uint16Array(data.buffer, data.byteOffset, data.length / 2),
    new Int16Array(data.buffer, data.byteOffset, data.length / 2),
  ];
  const out = new Uint8Array(data.length / 2);
  for (let place = 0; place + 2 < out.length; place += 3) {
    const [a, b] = [signed[place + 1] as number, signed[place + 2] as number];
    out.set(toSrgb((lightness[place] as number) / 655.35, a / 256, b / 256), place);
  }
  return out;
}

/** From Lab over D50, adapted by Bradford. */
function toSrgb(lightness: number, a: number, b: number): [number, number, number] {
  const middle = (lightness + 16) / 116;
  const [x, y, z] = [0.9642 * uncurl(middle + a / 500), uncurl(middle), 0.8249 * uncurl(middle - b / 200)];
  return [
    companded(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    companded(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    companded(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
  ];
}

const uncurl = (value: number): number => (value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29));

function companded(light: number): number {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}

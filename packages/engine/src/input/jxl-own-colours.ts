import { adaptedColourants, type Matrix, profileOfColourants, rgbProfile, solve, srgbPrimaries } from "../metadata/build-profile.ts";
import { wide } from "../metadata/colours-by-number.ts";
import { colourantsOf, distanceFromSrgbCurve } from "../metadata/icc.ts";
import { BitWriter } from "./jxl-bits.ts";
import type { JxlHeadColours } from "./jxl-head-colours.ts";
import { toHalf } from "./to-half.ts";

/** A codestream whose colours the decoder answers as they are in their own space, and that space. */
export interface InOwnColours {
  readonly codestream: Buffer;
  readonly icc: Buffer;
}

/** The decoder's way from what the eye has into linear sRGB: the rows of red, green and blue; and the biases on it. */
const toSrgb: Matrix = [
  [11.031566901960783, -9.866943921568629, -0.16462299647058826],
  [-3.254147380392157, 4.418770392156863, -0.16462299647058826],
  [-3.6588512862745097, 2.7129230470588235, 1.9459282392156863],
];
const biases = [-0.0037930732552754493, -0.0037930732552754493, -0.0037930732552754493];
const quantBiases = [0.94534992669, 0.9299455011, 0.95006489666, 0.145];
/** So near sRGB's a curve of a profile is the same. */
const sameCurve = 0.001;
/** A curve that is farther from sRGB's is that of light itself, or near it: 8 bits of it show bands. */
const usefulCurve = 0.1;

/**
 * The decoder knows one space, sRGB, and cuts what is wider. So the head is written anew: it says sRGB, and pixels that are stored as they are in
 * their space are handed over as they are; where they are stored as the eye has them, another way leads from there to their space. Null where sRGB
 * is as good, or their space is not known.
 */
export function inOwnColours(codestream: Buffer, colours: JxlHeadColours): InOwnColours | null {
  if (colours.grey) return null;
  return colours.xyb ? fromEye(codestream, colours) : asStored(codestream, colours);
}

function asStored(codestream: Buffer, { icc, primaries, light, places }: JxlHeadColours): InOwnColours | null {
  const profile = icc ?? (primaries === null || light === null ? null : rgbProfile(primaries, light));
  if (profile === null || profile.toString("latin1", 16, 20) !== "RGB ") return null;
  const off = distanceFromSrgbCurve(profile);
  if (off > usefulCurve && Number.isFinite(off)) return null;
  return { codestream: withHead(codestream, places, (head) => head.copy(codestream, ...places.transform)), icc: profile };
}

/** The curve is sRGB's, which the decoder puts on; a profile that has it stays the very one. A space that is not known is inside BT.2020's, or nearly. */
function fromEye(codestream: Buffer, { icc, primaries, places, usualTransform }: JxlHeadColours): InOwnColours | null {
  if (!usualTransform) return null;
  const colourants = (icc === null ? primaries && adaptedColourants(primaries) : colourantsOf(icc)) ?? adaptedColourants(wide[9]);
  const srgb = adaptedColourants(srgbPrimaries);
  if (colourants === null || srgb === null) return null;
  const isItself = icc !== null && distanceFromSrgbCurve(icc) < sameCurve;
  const profile = isItself ? icc : profileOfColourants(colourants, "srgb");
  const way = fromSrgb(colourants, srgb);
  return { codestream: withHead(codestream, places, (head) => writeTransform(head, way)), icc: profile };
}

/** The rows that lead from what the eye has to a space's own light. */
function fromSrgb(colourants: Matrix, srgb: Matrix): Matrix {
  // What each of sRGB's colours is in the space: columns.
  const [red, green, blue] = srgb.map((colour) => solve(colourants, colour)) as unknown as Matrix;
  const [one, two, three] = toSrgb;
  return [0, 1, 2].map((own) =>
    [0, 1, 2].map(
      (cone) =>
        (red[own] as number) * (one[cone] as number) +
        (green[own] as number) * (two[cone] as number) +
        (blue[own] as number) * (three[cone] as number),
    ),
  ) as unknown as Matrix;
}

function withHead(codestream: Buffer, { space, transform, pixels }: JxlHeadColours["places"], writeWay: (head: BitWriter) => void): Buffer {
  const head = new BitWriter();
  head.copy(codestream, 0, space[0]);
  head.write(1, 1);
  head.copy(codestream, space[1], transform[0]);
  writeWay(head);
  return Buffer.concat([head.finish(), codestream.subarray(pixels)]);
}

function writeTransform(head: BitWriter, way: Matrix): void {
  head.write(0, 2);
  for (const half of [...way.flatMap(rowInHalves), ...biases, ...quantBiases]) head.write(toHalf(half).bits, 16);
  head.write(0, 3);
}

/** A row adds up to one for whatever is grey: its smallest number, the finest of them, takes up the rounding of the others. */
function rowInHalves(row: Matrix[number]): readonly number[] {
  const smallest = row.indexOf(row.reduce((least, value) => (Math.abs(value) < Math.abs(least) ? value : least)));
  const others = row.reduce((sum, value, index) => (index === smallest ? sum : sum + toHalf(value).value), 0);
  const whole = row.reduce((sum, value) => sum + value, 0);
  return row.map((value, index) => (index === smallest ? whole - others : value));
}

import { type Light, type Primaries, srgbPrimaries } from "../metadata/build-profile.ts";
import { tabulated, wide } from "../metadata/colours-by-number.ts";
import { chosen, type ReadBits, readEnum } from "./jxl-bits.ts";

/** What a JPEG XL says of its colours. */
export interface JxlColours {
  /** True where a profile follows at the end of the head. */
  readonly profiled: boolean;
  /** True where they are sRGB's by number. */
  readonly srgb: boolean;
  /** True for the curves of BT.2100, PQ and HLG. */
  readonly hdr: boolean;
  readonly grey: boolean;
  /** Null where they are not known by number, as is the curve. */
  readonly primaries: Primaries | null;
  readonly light: Light | null;
}

const spaces = { grey: 1, xyb: 2 } as const;
const custom = 2;
const [d65, e, dci] = [1, 10, 11];
const whites: Readonly<Record<number, Primaries["white"]>> = { [d65]: srgbPrimaries.white, [e]: [1 / 3, 1 / 3], [dci]: [0.314, 0.351] };
/** Its numbers are those of video. */
const primariesByNumber: Readonly<Record<number, Primaries | undefined>> = { 1: srgbPrimaries, 9: wide[9], 11: wide[11] };
const srgbCurve = 13;
const hdrCurves: ReadonlySet<number> = new Set([16, 18]);
const curves: Readonly<Record<number, Light | undefined>> = {
  1: tabulated((signal) => (signal < 0.081 ? signal / 4.5 : ((signal + 0.099) / 1.099) ** (1 / 0.45))),
  8: 1,
  [srgbCurve]: "srgb",
  17: 2.6,
};

const unknown = { profiled: false, srgb: false, hdr: false, grey: false, primaries: null, light: null };

/** Reads a colour encoding. */
export function readJxlColours(read: ReadBits): JxlColours {
  if (read(1) === 1) return { ...unknown, srgb: true, primaries: srgbPrimaries, light: "srgb" };
  const profiled = read(1) === 1;
  const space = readEnum(read);
  const grey = space === spaces.grey;
  if (profiled || space === spaces.xyb) {
    if (!profiled) readEnum(read);
    return { ...unknown, profiled, grey };
  }
  const white = readWhite(read);
  const primaries = grey ? { ...srgbPrimaries, white } : readPrimaries(read, white);
  const gamma = read(1) === 1 ? 10_000_000 / read(24) : null;
  const curve = gamma === null ? readEnum(read) : 0;
  // How colours beyond a space are brought into it.
  readEnum(read);
  const srgb = white === srgbPrimaries.white && primaries?.red === srgbPrimaries.red && curve === srgbCurve;
  const light = gamma ?? curves[curve] ?? null;
  return { profiled, srgb, hdr: hdrCurves.has(curve), grey, primaries, light };
}

function readWhite(read: ReadBits): Primaries["white"] {
  const white = readEnum(read);
  if (white === custom) return readPoint(read);
  const known = whites[white];
  if (known === undefined) throw new RangeError("a white that is not known");
  return known;
}

function readPrimaries(read: ReadBits, white: Primaries["white"]): Primaries {
  const primaries = readEnum(read);
  if (primaries === custom) return { white, red: readPoint(read), green: readPoint(read), blue: readPoint(read) };
  const known = primariesByNumber[primaries];
  if (known === undefined) throw new RangeError("primaries that are not known");
  return { ...known, white };
}

/** A point's x and y in millionths, the sign of each in its lowest bit. */
function readPoint(read: ReadBits): readonly [x: number, y: number] {
  const coordinate = () => {
    const packed = chosen(read, [0, 19], [524_288, 19], [1_048_576, 20], [2_097_152, 21]);
    return (packed % 2 === 1 ? -(packed + 1) / 2 : packed / 2) / 1_000_000;
  };
  return [coordinate(), coordinate()];
}

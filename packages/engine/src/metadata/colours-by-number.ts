import { type Primaries, rgbProfile, srgbPrimaries } from "./build-profile.ts";

/** A colour space by ITU-T H.273's numbers, as video names it. */
export interface Numbers {
  readonly primaries: number;
  readonly transfer: number;
}

const d65 = srgbPrimaries.white;
/** Those wide enough to be seen where they are taken for sRGB: BT.2020 and the two P3. Television's older ones are taken for it everywhere. */
export const wide = {
  9: { white: d65, red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046] },
  11: { white: [0.314, 0.351], red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] },
  12: { white: d65, red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] },
} as const satisfies Readonly<Record<number, Primaries>>;
/** Curves that are not sRGB's, nor so near it that all take them for it: light over signal, 1 where paper is white. */
const curves: Readonly<Record<number, (signal: number) => number>> = {
  4: (signal) => signal ** 2.2,
  5: (signal) => signal ** 2.8,
  8: (signal) => signal,
  16: (signal) => shoulder(pqCandelas(signal) / paperCandelas),
  18: (signal) => shoulder((peakCandelas / paperCandelas) * hlgScene(signal) ** hlgSystemGamma),
};

/** BT.2408: white paper under HDR, and the display that HLG has in mind. */
const [paperCandelas, peakCandelas, hlgSystemGamma] = [203, 1000, 1.2];
const tableEntries = 4096;

/** The profile of a space that sRGB's eyes would see wrongly; null where it is sRGB or as good as that. */
export function profileByNumbers({ primaries, transfer }: Numbers): Buffer | null {
  const [space, curve] = [(wide as Readonly<Record<number, Primaries>>)[primaries], curves[transfer]];
  if (space === undefined && curve === undefined) return null;
  return rgbProfile(space ?? srgbPrimaries, curve === undefined ? "srgb" : tabulated(curve));
}

/** A curve as a profile's table. */
export const tabulated = (light: (signal: number) => number): readonly number[] =>
  Array.from({ length: tableEntries }, (_, index) => light(index / (tableEntries - 1)));

/** SMPTE ST 2084. */
function pqCandelas(signal: number): number {
  const power = signal ** (1 / 78.84375);
  return 10_000 * (Math.max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
}

/** ARIB STD-B67: 1 at the top of the signal. */
function hlgScene(signal: number): number {
  return signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/** Light up to four fifths of paper's white stays as it is; what is brighter, up to a peak of 1,000 candelas, shares the rest. */
function shoulder(light: number): number {
  const [knee, peak] = [0.8, peakCandelas / paperCandelas];
  if (light <= knee) return light;
  const [way, steepness] = [(light - knee) / (peak - knee), (peak - knee) / (1 - knee)];
  return Math.min(1, knee + ((1 - knee) * way * steepness) / (1 + way * (steepness - 1)));
}

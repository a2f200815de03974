import type { InputFormat } from "@pixpress/contracts";
import { readRiff } from "../strip/riff.ts";

/** True where a file has been through a lossy encoder, so that another one would take from it once more. */
export function isLossy(format: InputFormat, file: Buffer): boolean {
  return format === "webp" ? (readRiff(file) ?? []).some(holdsLossyFrame) : alwaysLossy.has(format);
}

/** True where hardly a file of the format is anything else. */
export const isAlwaysLossy = (format: InputFormat): boolean => alwaysLossy.has(format);

/** AVIF and HEIC can be lossless; hardly a file is. */
const alwaysLossy: ReadonlySet<InputFormat> = new Set<string>(["jpeg", "avif", "heic"]) as ReadonlySet<InputFormat>;
const frameHeadBytes = 16;

/** A frame of a film begins with its place and delay; the picture's chunks follow. */
const holdsLossyFrame = ({ type, body }: { readonly type: string; readonly body: Buffer }): boolean =>
  type === "VP8 " || (type === "ANMF" && ["VP8 ", "ALPH"].includes(body.toString("latin1", frameHeadBytes, frameHeadBytes + 4)));

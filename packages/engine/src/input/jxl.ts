import { readFile } from "node:fs/promises";
import { readCopyright } from "../metadata/copyright.ts";
import { metadataGroups } from "../metadata/groups.ts";
import { isSrgbProfile } from "../metadata/icc.ts";
import { keptXmp } from "../metadata/without-gain-map.ts";
import type { Picture, Rewrite } from "../picture.ts";
import type { EngineLimits } from "../report.ts";
import { type JxlBoxes, readJxlBoxes } from "./jxl-boxes.ts";
import { type JxlHeader, readJxlHeader } from "./jxl-header.ts";
import { inOwnColours } from "./jxl-own-colours.ts";
import { plainPicture } from "./plain-picture.ts";
import { assertWithin, readWhole, refuse } from "./refuse.ts";
import { uprightExif } from "./upright-exif.ts";
import { withoutAlpha, writePng } from "./write-png.ts";

/** The decoder takes 37 bytes a pixel and has two gigabytes at most: past that it would blame the file. */
const maxDecodedPixels = 50_000_000;

/** What is known of a JPEG XL by its head, and how its pixels are had: sharp does not know the format. */
export async function inspectJxl(path: string, limits: EngineLimits): Promise<{ picture: Picture; rewrite: Rewrite }> {
  const file = await readFile(path);
  const boxes = readWhole(() => readJxlBoxes(file));
  const header = readWhole(() => readJxlHeader(boxes.codestream));
  const { animated, srgb, hdr, colours, ...size } = header;
  // Its decoder takes the top of the signal for white, and everything else comes out all but black.
  if (hdr) throw refuse("unsupported_media", "The file is a JPEG XL in HDR (PQ or HLG), which is not supported.");
  assertWithin({ ...limits, maxPixels: Math.min(limits.maxPixels, maxDecodedPixels) }, size, 1);
  const picture: Picture = {
    ...plainPicture({ path, bytes: file.length, format: "jxl", ...size }),
    hidesFrames: animated,
    srgb,
    groups: groupsOf(boxes, colours?.icc ?? undefined),
    ...keptXmp(boxes.xmp),
    annotated: boxes.noteBytes > 0,
    noteBytes: boxes.noteBytes,
    copyright: boxes.exif === undefined ? null : readCopyright(boxes.exif),
  };
  return { picture, rewrite: rewriteJxl(file, header, boxes) };
}

function groupsOf({ exif, xmp, gainMap }: JxlBoxes, icc: Buffer | undefined): Picture["groups"] {
  const groups = metadataGroups({ exif, xmp, icc });
  return gainMap && !groups.includes("gain_map") ? [...groups, "gain_map"] : groups;
}

/** The decoder turns the picture, and takes it to sRGB where its own colours are not to be kept. */
function rewriteJxl(file: Buffer, header: JxlHeader, { codestream, exif, xmp }: JxlBoxes): Rewrite {
  return async (to, { keepColour }) => {
    const own = keepColour ? ownColoursOf(codestream, header) : null;
    const decode = await openDecoder();
    const { width, height, data } = await decode(own?.codestream ?? file);
    if (width !== header.width || height !== header.height) throw refuse("not_an_image", "The image is not as large as its head says.");
    const alpha = isClear(data);
    const pixels = alpha ? data : withoutAlpha(data);
    await writePng(to, { width, height, channels: alpha ? 4 : 3, data: pixels }, { icc: own?.icc, exif: exif && uprightExif(exif), xmp });
    return { alpha, ...(own !== null && { profile: true, ownSpace: true }) };
  };
}

function ownColoursOf(codestream: Buffer, { srgb, colours }: JxlHeader): ReturnType<typeof inOwnColours> {
  const own = srgb || colours === null ? null : inOwnColours(codestream, colours);
  return own !== null && isSrgbProfile(own.icc) ? null : own;
}

function isClear(rgba: Uint8ClampedArray): boolean {
  for (let place = 3; place < rgba.length; place += 4) if (rgba[place] !== 255) return true;
  return false;
}

type Decode = (file: Uint8Array) => Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }>;
let opened: Promise<Decode> | null = null;

/** The decoder was made for browsers: its code is handed to it, and the class it answers with is given a name here. */
async function openDecoder(): Promise<Decode> {
  opened ??= (async () => {
    const jxl = await import("@jsquash/jxl/decode.js");
    const wasmBinary = await readFile(new URL(import.meta.resolve("@jsquash/jxl/codec/dec/jxl_dec.wasm")));
    Object.defineProperty(globalThis, "ImageData", { value: Samples, configurable: true, writable: true });
    await jxl.init({ wasmBinary });
    return jxl.default as unknown as Decode;
  })();
  return opened;
}

class Samples {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

import { open, readFile } from "node:fs/promises";
import type { Picture, Rewrite, Size } from "../picture.ts";
import type { EngineLimits } from "../report.ts";
import { decodeBitmap, opacityOf, opaque } from "./bitmap.ts";
import { type DibHeader, readDibHeader } from "./dib.ts";
import { plainPicture } from "./plain-picture.ts";
import { assertWithin, readWhole } from "./refuse.ts";
import { writePng } from "./write-png.ts";

/** Before the bitmap's own head come a signature, two sizes and four bytes of nothing. */
const fileHeadBytes = 14;

/** What is known of a BMP by its head, and how its pixels are had: sharp does not know the format. */
export async function inspectBmp(path: string, head: Buffer, bytes: number, limits: EngineLimits) {
  const header = readWhole(() => readDibHeader(head.subarray(fileHeadBytes)));
  const { width, height } = header;
  assertWithin(limits, header, 1);
  const icc = await readProfile(path, header);
  const picture: Picture = plainPicture({ path, bytes, width, height, format: "bmp", icc });
  return { picture, rewrite: rewriteBmp(path, { width, height }, icc) };
}

async function readProfile(path: string, { profile }: DibHeader): Promise<Buffer | undefined> {
  if (profile === null) return undefined;
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(profile.bytes), 0, profile.bytes, fileHeadBytes + profile.start);
    return bytesRead === profile.bytes ? buffer : undefined;
  } finally {
    await file.close();
  }
}

function rewriteBmp(path: string, size: Size, icc: Buffer | undefined): Rewrite {
  return async (to) => {
    const pixels = await decodeBitmap(await readFile(path), size);
    // Where all of it would be clear, its writer left the place for alpha empty: browsers show the colours.
    const alpha = opacityOf(pixels) === "mixed";
    await writePng(to, alpha ? pixels : opaque(pixels), { icc });
    return { alpha };
  };
}

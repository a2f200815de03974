import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Picture } from "../picture.ts";
import { profileChunk } from "./write-png.ts";

/** Signature and header: the profile's chunk follows them. */
const headBytes = 33;

/** Copies a PNG with a profile put in: decoders obey that, and not gamma and chromaticities. */
export async function copyWithProfile(from: string, to: string, icc: Buffer): Promise<Partial<Picture>> {
  const file = await open(to, "w");
  try {
    for await (const part of createReadStream(from, { end: headBytes - 1 })) await file.write(part as Buffer);
    await file.write(profileChunk(icc));
    for await (const part of createReadStream(from, { start: headBytes })) await file.write(part as Buffer);
    return {};
  } finally {
    await file.close();
  }
}

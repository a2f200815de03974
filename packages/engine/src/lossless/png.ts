import { losslessCompressPng } from "@napi-rs/image";
import { readChunks } from "../strip/png.ts";
import type { Repack } from "./repack.ts";

/** What depends on how colours are numbered or how deep they are: the library would leave it as it was. */
const boundToColours = new Set(["sBIT", "bKGD"]);

/** Packs a PNG's own rows anew until nothing more comes off; a film, and what asks for a depth of its own, stays as it is. */
export const repackPng: Repack = async (bytes) => {
  const chunks = readChunks(bytes);
  if (chunks === null || chunks.some(({ type }) => type === "acTL" || boundToColours.has(type))) return null;
  let smallest = bytes;
  // The library's own output may still give way to it. Only its end is a file that comes back unchanged.
  for (;;) {
    const next = await packPng(smallest, { notes: true });
    if (next.length >= smallest.length) return smallest.length < bytes.length ? smallest : null;
    smallest = next;
  }
};

/** Packs a PNG as small as oxipng can: depth, palette, filters, deflate. Its notes and profile go unless they are asked for. */
export async function packPng(png: Buffer, { notes }: { readonly notes: boolean }): Promise<Buffer> {
  try {
    const packed = await losslessCompressPng(png, { strip: !notes });
    return packed.length < png.length ? packed : png;
  } catch {
    return png;
  }
}

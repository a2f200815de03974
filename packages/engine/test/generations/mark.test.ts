import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { mark, readMark } from "../../src/generations/mark.ts";
import { film, filmDelays, opaque, open } from "../fixtures.ts";
import { fading, landscape } from "../painting.ts";

const files = [
  ["jpeg", "JPEG", () => opaque(landscape).jpeg().toBuffer()],
  ["jpeg", "JPEG with EXIF and a profile", () => opaque(landscape).withMetadata({ orientation: 1 }).jpeg().toBuffer()],
  ["png", "PNG", () => opaque(landscape).png({ palette: true }).toBuffer()],
  ["webp", "WebP", () => opaque(landscape).webp().toBuffer()],
  ["webp", "WebP with alpha", () => open(fading).webp().toBuffer()],
  ["webp", "lossless WebP with alpha", () => open(fading).webp({ lossless: true }).toBuffer()],
  ["webp", "animated WebP", () => film().webp({ delay: filmDelays, loop: 3 }).toBuffer()],
  ["avif", "AVIF", () => opaque(landscape).avif({ effort: 1 }).toBuffer()],
] as const;

describe.each(files)("a mark in %s (%s)", (format, _, make) => {
  it("tells the score the file was made for", async () => {
    expect(readMark(format, mark(format, await make(), 78))?.target).toBe(78);
    expect(readMark(format, mark(format, await make(), 82.5))?.target).toBe(82.5);
  });
  it("costs less than 60 bytes and changes no pixel, frame or size", async () => {
    const file = await make();
    const marked = mark(format, file, 78);
    expect(marked.length - file.length).toBeLessThan(60);
    const seen = (bytes: Buffer) =>
      sharp(bytes, { pages: format === "webp" ? -1 : 1 })
        .raw()
        .toBuffer({ resolveWithObject: true });
    expect(await seen(marked)).toEqual(await seen(file));
    const about = async (bytes: Buffer) => ({ ...(await sharp(bytes).metadata()), size: 0, comments: undefined });
    expect(await about(marked)).toEqual(await about(file));
  });
  it("is not there where none was set", async () => {
    expect(readMark(format, await make())).toBeNull();
  });
  it("counts no longer once the file was changed", async () => {
    const marked = mark(format, await make(), 78);
    const changed = Buffer.from(marked);
    const place = format === "png" || format === "jpeg" ? marked.length - 20 : 60;
    changed[place] = (changed[place] as number) ^ 1;
    expect(readMark(format, changed)).toBeNull();
  });
  it("can be taken out and set again, byte for byte", async () => {
    const marked = mark(format, await make(), 78);
    expect(mark(format, readMark(format, marked)?.bare as Buffer, 78).equals(marked)).toBe(true);
  });
});

describe("a mark", () => {
  it("is not set in a format that has no place for one", async () => {
    const gif = await opaque(landscape).gif().toBuffer();
    expect(mark("gif", gif, 78)).toBe(gif);
    expect(readMark("gif", gif)).toBeNull();
  });
  it.each(files)("is not looked for beyond the end of a cut %s (%s)", async (format, _, make) => {
    const marked = mark(format, await make(), 78);
    for (const bytes of [0, 3, 8, 20, 34, 40, marked.length - 1]) expect(readMark(format, marked.subarray(0, bytes))).toBeNull();
  });
});

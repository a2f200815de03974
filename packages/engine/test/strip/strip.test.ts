import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { stripGif } from "../../src/strip/gif.ts";
import { stripJpeg } from "../../src/strip/jpeg.ts";
import { readChunks, stripPng, writeChunk } from "../../src/strip/png.ts";
import type { Strip } from "../../src/strip/strip.ts";
import { stripWebp } from "../../src/strip/webp.ts";
import { film, opaque, open } from "../fixtures.ts";
import { fading, noise } from "../painting.ts";

const text = (value: string) => Buffer.from(value, "latin1");
const pixels = (file: Buffer) => sharp(file, { pages: -1 }).raw().toBuffer();
const stripped = (strip: Strip, file: Buffer) => strip(file, null) as Buffer;

function jpegSegment(code: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

describe("a stripped JPEG", () => {
  const plain = () => opaque(noise).jpeg({ quality: 60 }).toBuffer();
  const insert = (file: Buffer, ...segments: Buffer[]) => Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2)]);

  it("loses comments, EXIF, Photoshop's notes and whatever follows its end", async () => {
    const file = await plain();
    const notes = [
      jpegSegment(0xfe, text("my house")),
      jpegSegment(0xe1, text("Exif\0\0II*\0")),
      jpegSegment(0xed, text("Photoshop 3.0\0")),
    ];
    const annotated = Buffer.concat([insert(file, ...notes), text("and a film of an hour")]);
    expect(stripped(stripJpeg, annotated).equals(file)).toBe(true);
  });
  it("keeps the profile and Adobe's note, for its colours hang on them", async () => {
    const cmyk = await opaque(noise).toColourspace("cmyk").withIccProfile("cmyk").jpeg().toBuffer();
    const kept = stripped(stripJpeg, cmyk);
    expect(await sharp(kept).metadata()).toMatchObject({ space: "cmyk", hasProfile: true });
    expect((await pixels(kept)).equals(await pixels(cmyk))).toBe(true);
  });
  it("keeps its pixels however it is laid out: progressive, fill bytes before a marker", async () => {
    const progressive = await opaque(noise).jpeg({ progressive: true, mozjpeg: true }).toBuffer();
    const filled = insert(progressive, Buffer.from([0xff, 0xff]), jpegSegment(0xfe, text("note")));
    for (const file of [progressive, filled]) expect((await pixels(stripped(stripJpeg, file))).equals(await pixels(file))).toBe(true);
    expect(stripped(stripJpeg, filled).includes("note")).toBe(false);
  });
  it("is refused where the file cannot be followed", async () => {
    const file = await plain();
    expect(stripJpeg(file.subarray(0, file.length - 2), null)).toBeNull();
    expect(stripJpeg(Buffer.concat([file.subarray(0, 2), text("garbage")]), null)).toBeNull();
    expect(stripJpeg(Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]), null)).toBeNull();
  });
});

describe("a stripped PNG", () => {
  const plain = () => open(fading).png().toBuffer();
  const beforeEnd = (file: Buffer, ...chunks: Buffer[]) => Buffer.concat([file.subarray(0, -12), ...chunks, file.subarray(-12)]);

  it("loses text, time and chunks nobody knows, but not its gamma", async () => {
    const file = await plain();
    const afterHeader = 33;
    const gamma = writeChunk("gAMA", Buffer.from([0, 0, 0xb1, 0x8f]));
    const withGamma = Buffer.concat([file.subarray(0, afterHeader), gamma, file.subarray(afterHeader)]);
    const notes = ["tEXt", "zTXt", "iTXt", "tIME", "eXIf", "prVt"].map((type) => writeChunk(type, text("secret")));
    expect(stripped(stripPng, beforeEnd(withGamma, ...notes)).equals(withGamma)).toBe(true);
  });
  it("loses what follows its end", async () => {
    const file = await plain();
    expect(stripped(stripPng, Buffer.concat([file, text("trailer")])).equals(file)).toBe(true);
  });
  it("is refused where a chunk is needed that nobody knows, or the end is missing", async () => {
    const file = await plain();
    expect(stripPng(beforeEnd(file, writeChunk("NEWx", text("a"))), null)).toBeNull();
    expect(stripPng(file.subarray(0, -12), null)).toBeNull();
  });
  it("gets its EXIF before its pixels", async () => {
    const types = (readChunks(stripPng(await plain(), text("MM\0*")) as Buffer) ?? []).map(({ type }) => type);
    expect(types.indexOf("eXIf")).toBe(types.indexOf("IDAT") - 1);
  });
});

describe("a stripped WebP", () => {
  it("loses EXIF and XMP, and its header says so", async () => {
    const file = await open(fading)
      .withExif({ IFD0: { Artist: "Ada" } })
      .withXmp("<x/>")
      .webp()
      .toBuffer();
    const kept = stripped(stripWebp, file);
    expect(kept.includes("EXIF") || kept.includes("XMP ")).toBe(false);
    expect((kept[20] as number) & 0b1100).toBe(0);
    expect(kept.readUInt32LE(4)).toBe(kept.length - 8);
    expect((await pixels(kept)).equals(await pixels(file))).toBe(true);
  });
  it("keeps a film and its profile", async () => {
    const file = await film()
      .withIccProfile("p3")
      .withExif({ IFD0: { Artist: "Ada" } })
      .webp({ delay: [50, 20, 30, 40], loop: 2 })
      .toBuffer();
    const kept = stripped(stripWebp, file);
    expect(await sharp(kept, { pages: -1 }).metadata()).toMatchObject({ pages: 4, delay: [50, 20, 30, 40], loop: 2, hasProfile: true });
    expect((await pixels(kept)).equals(await pixels(file))).toBe(true);
  });
  it("of the simple form stays what it was", async () => {
    const file = await opaque(noise).webp().toBuffer();
    expect(stripped(stripWebp, file).equals(file)).toBe(true);
  });
  it("is refused where it is cut off", async () => {
    const file = await opaque(noise).webp().toBuffer();
    expect(stripWebp(file.subarray(0, 100), null)).toBeNull();
  });
});

describe("a stripped GIF", () => {
  const block = (...parts: (number | string)[]) =>
    Buffer.concat(parts.map((part) => (typeof part === "string" ? text(part) : Buffer.from([part]))));

  it("loses comments and applications' notes, but still repeats as it did", async () => {
    const file = await film()
      .gif({ delay: [100, 20, 300, 40], loop: 3 })
      .toBuffer();
    const comment = block(0x21, 0xfe, 5, "hello", 0);
    const xmp = block(0x21, 0xff, 11, "XMP DataXMP", 3, "<x>", 0);
    const annotated = Buffer.concat([file.subarray(0, -1), comment, xmp, file.subarray(-1), text("trailer")]);
    expect(stripped(stripGif, annotated).equals(file)).toBe(true);
    expect(await sharp(stripped(stripGif, file), { pages: -1 }).metadata()).toMatchObject({ loop: 3, pages: 4 });
  });
  it("is refused where it is cut off", async () => {
    const file = await film().gif().toBuffer();
    expect(stripGif(file.subarray(0, -1), null)).toBeNull();
  });
});

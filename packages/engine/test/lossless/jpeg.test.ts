import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type Marked, readMark } from "../../src/generations/mark.ts";
import { repackJpeg } from "../../src/lossless/jpeg.ts";
import { opaque } from "../fixtures.ts";
import { greyLandscape, landscape, photo } from "../painting.ts";
import { runForOne } from "../run.ts";

const pixels = (file: Buffer) => sharp(file).raw().toBuffer();
const baseline = () => opaque(photo).jpeg({ quality: 90 });

describe("a JPEG packed anew", () => {
  it.each([
    ["baseline", () => baseline().toBuffer()],
    ["grey", () => opaque(greyLandscape).toColourspace("b-w").jpeg({ quality: 90, optimiseCoding: false }).toBuffer()],
    ["of whole colour", () => opaque(photo).jpeg({ quality: 90, chromaSubsampling: "4:4:4" }).toBuffer()],
    [
      "in CMYK with its profile",
      () => opaque(photo).toColourspace("cmyk").withIccProfile("cmyk").jpeg({ optimiseCoding: false }).toBuffer(),
    ],
    ["in Display P3", () => baseline().withIccProfile("p3").toBuffer()],
  ])("is smaller and has the very pixels, colours and notes: %s", async (_, make) => {
    const file = await make();
    const packed = (await repackJpeg(file)) as Buffer;
    expect(packed.length).toBeLessThan(file.length);
    expect((await pixels(packed)).equals(await pixels(file))).toBe(true);
    const { icc, space, chromaSubsampling } = await sharp(packed).metadata();
    const before = await sharp(file).metadata();
    expect({ icc, space, chromaSubsampling }).toEqual({
      icc: before.icc,
      space: before.space,
      chromaSubsampling: before.chromaSubsampling,
    });
  });
  it("keeps EXIF, orientation and resolution", async () => {
    const file = await baseline()
      .withMetadata({ orientation: 6, density: 300 })
      .withExifMerge({ IFD0: { Artist: "Ada" } })
      .toBuffer();
    const packed = await sharp((await repackJpeg(file)) as Buffer).metadata();
    const before = await sharp(file).metadata();
    expect({ exif: packed.exif, turned: packed.orientation, density: packed.density }).toEqual({
      exif: before.exif,
      turned: 6,
      density: 300,
    });
  });
  it("is not packed twice", async () => {
    expect(await repackJpeg((await repackJpeg(await baseline().toBuffer())) as Buffer)).toBeNull();
  });
  it("stays as it is where more follows the picture", async () => {
    expect(await repackJpeg(Buffer.concat([await baseline().toBuffer(), Buffer.from("a film")]))).toBeNull();
  });
  it.each([0, 1, 2, 30, 600])("stays as it is where it is cut after %i bytes", async (bytes) => {
    expect(await repackJpeg((await baseline().toBuffer()).subarray(0, bytes))).toBeNull();
  });
});

describe("a JPEG of ours", () => {
  const flat = () => opaque(landscape).resize(1024, 768).png().toBuffer();
  it("has the shortest scans where the picture is flat, and reaches its score all the same", async () => {
    const output = await runForOne(await flat(), { formats: ["jpeg"], quality: "high" });
    expect(output).toMatchObject({ outcome: "compressed", targetMet: true, bytes: output.file.length });
    const { bare } = readMark("jpeg", output.file) as Marked;
    expect(await repackJpeg(bare)).toBeNull();
  });
  it("is handed back as it is when it comes again", async () => {
    const { file } = await runForOne(await flat(), { formats: ["jpeg"], quality: "high" });
    expect((await runForOne(file, { formats: ["jpeg"], quality: "high" })).file.equals(file)).toBe(true);
  });
});

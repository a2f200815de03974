import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { readCopyright } from "../src/metadata/copyright.ts";
import { opaque } from "./fixtures.ts";
import { difference, landscape, noise, photo, stripes } from "./painting.ts";
import { look, runForOne } from "./run.ts";

const exif = {
  IFD0: { Artist: "Ada", Copyright: "Ada 2026", Make: "Camera" },
  IFD3: { GPSLatitude: "48/1 12/1 0/1", GPSLatitudeRef: "N" },
};
const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
const annotated = (image: Sharp): Sharp => image.withExif(exif).withXmp(xmp);

/** Everything a file tells beside its pixels. */
async function told(file: Buffer) {
  const { exif: bytes, xmp: packet, iptc, icc, comments, orientation } = await sharp(file).metadata();
  const place = file.includes("GPSLatitude") || (bytes !== undefined && bytes.includes(Buffer.from("Camera")));
  return {
    copyright: bytes === undefined ? null : readCopyright(bytes),
    xmp: packet !== undefined,
    iptc: iptc !== undefined,
    icc: icc !== undefined,
    comments,
    orientation: orientation ?? 1,
    place,
  };
}
const nothing = { copyright: null, xmp: false, iptc: false, icc: false, comments: undefined, orientation: 1, place: false };
const ada = { artist: "Ada", copyright: "Ada 2026" };

const formats = ["jpeg", "png", "webp", "avif"] as const;

describe.each(formats)("an image encoded as %s", (format) => {
  const input = () => annotated(opaque(photo)).withMetadata({ orientation: 1 }).jpeg({ quality: 98 }).toBuffer();

  it("tells nothing but its pixels, unless asked to", async () => {
    expect(await told((await runForOne(await input(), { formats: [format] })).file)).toEqual(nothing);
  });
  it("names its author where copyright is asked for, and nothing else", async () => {
    const output = await runForOne(await input(), { formats: [format], metadata: "copyright" });
    expect(await told(output.file)).toEqual({ ...nothing, copyright: ada });
  });
  it("carries everything over where that is asked for, upright and in sRGB", async () => {
    const file = await annotated(opaque(landscape)).withMetadata({ orientation: 6 }).withIccProfile("p3").jpeg({ quality: 95 }).toBuffer();
    const output = await runForOne(file, { formats: [format], metadata: "keep", quality: "high" });
    const { copyright, xmp: packet, place, orientation } = await told(output.file);
    expect({ copyright, packet, place }).toEqual({ copyright: ada, packet: true, place: true });
    expect(orientation).toBe(1);
    expect(output).toMatchObject({ width: 64, height: 96 });
    const meant = await look(await sharp(file).autoOrient().png().toBuffer());
    expect(difference(await look(output.file), meant)).toBeLessThan(4);
  });
});

/** Files that no encoder beats at this preset. */
const unbeatable = {
  jpeg: () => opaque(noise).jpeg({ quality: 5, mozjpeg: true }),
  png: () => opaque(noise).png({ compressionLevel: 9 }),
  webp: () => opaque(noise).webp({ quality: 5, effort: 6 }),
} as const;
type Unbeatable = keyof typeof unbeatable;
const wanted = { quality: { encoder: 100 } };

const untouched: unknown = expect.stringMatching(/^(kept_original|optimised_losslessly)$/);

describe.each(Object.keys(unbeatable) as Unbeatable[])("a kept original in %s", (format) => {
  const input = () => annotated(unbeatable[format]()).toBuffer();
  const pixels = (file: Buffer) => sharp(file).raw().toBuffer();

  it("loses what it tells, and not a pixel", async () => {
    const file = await input();
    const output = await runForOne(file, wanted);
    expect(output).toMatchObject({ outcome: untouched, outcomeReason: "not_smaller", format, bytes: output.file.length });
    expect(output.bytes).toBeLessThan(file.length);
    expect(await told(output.file)).toEqual(nothing);
    expect((await pixels(output.file)).equals(await pixels(file))).toBe(true);
  });
  it("names its author where copyright is asked for", async () => {
    const file = await input();
    const output = await runForOne(file, { ...wanted, metadata: "copyright" });
    expect(output.outcome).toEqual(untouched);
    expect(output.bytes).toBeLessThan(file.length);
    expect(await told(output.file)).toEqual({ ...nothing, copyright: ada });
    expect((await pixels(output.file)).equals(await pixels(file))).toBe(true);
  });
  it("stays byte for byte what it was where everything is kept and it is packed well", async () => {
    const { file } = await runForOne(await input(), { ...wanted, metadata: "keep" });
    const output = await runForOne(file, { ...wanted, metadata: "keep" });
    expect(output.outcome).toBe("kept_original");
    expect(output.file.equals(file)).toBe(true);
  });
});

describe("a kept original", () => {
  it("keeps the profile that says its colours are sRGB", async () => {
    const output = await runForOne(await unbeatable.jpeg().withIccProfile("srgb").toBuffer(), wanted);
    expect(output).toMatchObject({ outcome: untouched });
    expect((await told(output.file)).icc).toBe(true);
  });
  it.each([
    ["AVIF", () => opaque(noise).avif({ quality: 5, effort: 2 })],
    ["TIFF", () => opaque(noise).tiff({ compression: "jpeg", quality: 5 })],
  ])("is none in %s that tells more than its pixels: the notes go before the bytes", async (_, make) => {
    const output = await runForOne(await annotated(make()).toBuffer(), wanted);
    expect(output).toMatchObject({ outcome: "larger_required", outcomeReason: "metadata_removed" });
    expect(await told(output.file)).toEqual(nothing);
    expect(await runForOne(await annotated(make()).toBuffer(), { ...wanted, metadata: "keep" })).toMatchObject({
      outcome: "kept_original",
    });
  });
  it("is preferred to an encoding that is smaller only for the notes it lost", async () => {
    const bare = await opaque(stripes).jpeg({ quality: 83, mozjpeg: true }).toBuffer();
    const file = await sharp(bare)
      .keepMetadata()
      .withExif({ IFD0: { ImageDescription: "x".repeat(20_000) } })
      .jpeg({ quality: 30 })
      .toBuffer();
    const output = await runForOne(file, { quality: "high" });
    expect(output).toMatchObject({ outcome: untouched, outcomeReason: "not_smaller" });
    expect(output.bytes).toBeLessThan(file.length - 20_000);
  });
});

import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { metadataGroups } from "../../src/metadata/groups.ts";
import { opaque, open } from "../fixtures.ts";
import { fading, noise, photo } from "../painting.ts";
import { runForOne } from "../run.ts";

const photograph = () =>
  opaque(photo).withExif({
    IFD0: { Make: "Camera", ImageDescription: "My garden" },
    IFD2: { FNumber: "28/10" },
    IFD3: { GPSLatitude: "48/1 12/1 0/1", GPSLatitudeRef: "N" },
  });
const packet = (words: string) =>
  Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:RDF ${words}/></x:xmpmeta>`);

describe("what a file tells beside its pixels", () => {
  it("is grouped as people speak of it", async () => {
    const file = await photograph().withIccProfile("p3").jpeg().toBuffer();
    expect([...metadataGroups(await sharp(file).metadata())].sort()).toEqual(["camera", "location", "profile", "text"]);
  });
  it("is nothing where there are pixels alone", async () => {
    expect(metadataGroups(await sharp(await opaque(photo).jpeg().toBuffer()).metadata())).toEqual([]);
  });
  it("counts EXIF that speaks of sides and orientation alone as nothing", async () => {
    const file = await opaque(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(metadataGroups({ exif: (await sharp(file).metadata()).exif })).toEqual([]);
  });
  it.each([
    ["exif:GPSLatitude='48,12N'", ["location"]],
    ["tiff:Make='Camera'", ["camera"]],
    ["dc:title='My garden'", ["text"]],
    ["xmp:Thumbnails='x'", ["thumbnail"]],
    ["hdrgm:Version='1.0'", ["gain_map"]],
    ["own:thing='x'", ["text"]],
  ])("is found in XMP: %s", (words, groups) => {
    expect(metadataGroups({ xmp: packet(words) })).toEqual(groups);
  });
  it("counts a thumbnail of EXIF", () => {
    // A first directory of nothing, and a second one with the place of a JPEG.
    const exif = Buffer.from("4d4d002a0000000800000000000000010201000400000001000000000000 0000".replaceAll(" ", ""), "hex");
    exif.writeUInt32BE(14, 10);
    expect(metadataGroups({ exif })).toEqual(["thumbnail"]);
  });
});

describe("the report says what was removed", () => {
  const removed = async (file: Buffer, wanted: Parameters<typeof runForOne>[1]) =>
    [...(await runForOne(file, wanted)).metadataRemoved].sort();

  it("from an encoded photograph", async () => {
    const file = await photograph().withIccProfile("p3").jpeg({ quality: 98 }).toBuffer();
    expect(await removed(file, { formats: ["webp"] })).toEqual(["camera", "location", "profile", "text"]);
    expect(await removed(file, { formats: ["webp"], metadata: "copyright" })).toEqual(["camera", "location", "profile", "text"]);
    expect(await removed(file, { formats: ["webp"], metadata: "keep" })).toEqual([]);
    expect(await removed(file, { formats: ["webp"], color: "keep" })).toEqual(["camera", "location", "text"]);
  });
  it("from a kept original", async () => {
    const file = await opaque(noise)
      .withExif({ IFD0: { Make: "Camera" } })
      .jpeg({ quality: 5, mozjpeg: true })
      .toBuffer();
    expect(await removed(file, { quality: { encoder: 100 } })).toEqual(["camera"]);
  });
  it("from a HEIC and a JPEG XL", async () => {
    for (const name of ["notes.heic", "notes.jxl"]) {
      const file = await readFile(new URL(`../files/foreign/${name}`, import.meta.url));
      expect((await removed(file, { formats: ["jpeg"] })).slice(0, 2), name).toEqual(["camera", "location"]);
    }
  });
  it.each([
    ["an encoded one", { formats: ["webp" as const] }],
    ["a kept one", { quality: { encoder: 100 } }],
  ])("from a photograph with a gain map: %s is its base alone", async (_, wanted) => {
    const says = packet("hdrgm:Version='1.0' xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'").toString();
    const base = await opaque(noise).withXmp(says).jpeg({ quality: 5, mozjpeg: true }).toBuffer();
    const map = await opaque(noise).toColourspace("b-w").jpeg({ quality: 5 }).toBuffer();
    const output = await runForOne(Buffer.concat([base, map]), wanted);
    expect(output.metadataRemoved).toEqual(["gain_map"]);
    expect(output.file.includes(map)).toBe(false);
    expect(output.file.includes("hdrgm")).toBe(false);
  });
  it.each(["heic", "avif"] as const)("from a %s whose second picture is a gain map", async (format) => {
    const alpha = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
    const made =
      format === "avif" ? open(fading).avif({ effort: 0 }).toBuffer() : readFile(new URL("../files/heif/grid-alpha.heic", import.meta.url));
    const file = await made;
    // What is alpha there becomes a map by its name alone.
    file.write("urn:com:apple:photo:2020:aux:hdrgainmap".padEnd(alpha.length, "\0"), file.indexOf(alpha), "latin1");
    expect(await removed(file, { formats: ["webp"] })).toEqual(["gain_map"]);
    expect(await removed(file, { minSavingPercent: 100 })).toEqual([]);
  });
  it("where notes are kept: the gain map goes with an encoding all the same, and stays with the file that stays", async () => {
    const says = packet("hdrgm:Version='1.0' xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'").toString();
    const map = await opaque(noise).toColourspace("b-w").jpeg({ quality: 5 }).toBuffer();
    const file = Buffer.concat([await opaque(noise).withXmp(says).jpeg({ quality: 95 }).toBuffer(), map]);
    const encoded = await runForOne(file, { metadata: "keep", quality: "small" });
    expect(encoded).toMatchObject({ outcome: "compressed", metadataRemoved: ["gain_map"] });
    const kept = await runForOne(file, { metadata: "keep", minSavingPercent: 100 });
    expect(kept).toMatchObject({ outcome: "kept_original", metadataRemoved: [] });
    expect(kept.file.equals(file)).toBe(true);
  });
});

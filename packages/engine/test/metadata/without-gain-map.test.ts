import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { withoutGainMap } from "../../src/metadata/without-gain-map.ts";
import { opaque } from "../fixtures.ts";
import { noise } from "../painting.ts";
import { runForOne } from "../run.ts";

const rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"';
/** As phones write it: the gain map by the container's words and by its own, in attributes and elements. */
const ultraHdr = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${rdf}>
  <rdf:Description xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"
    xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" dc:source="Ada">
    <Container:Directory><rdf:Seq>
      <rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li>
      <rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg" Item:Length="58461"/></rdf:li>
    </rdf:Seq></Container:Directory>
    <hdrgm:GainMapMax><rdf:Seq><rdf:li>1.2</rdf:li></rdf:Seq></hdrgm:GainMapMax>
    <dc:title>My garden</dc:title>
  </rdf:Description></rdf:RDF></x:xmpmeta>`;
const announcements = /hdrgm|hdr-gain-map|Container|Item|GainMap/;

/** A photograph, and the map behind it. */
async function photograph(): Promise<Buffer> {
  const base = await opaque(noise)
    .withXmp(ultraHdr)
    .withExif({ IFD0: { Artist: "Ada" } })
    .jpeg({ quality: 95 })
    .toBuffer();
  return Buffer.concat([base, await opaque(noise).toColourspace("b-w").jpeg({ quality: 5 }).toBuffer()]);
}
const xmpOf = async (file: Buffer) => (await sharp(file).metadata()).xmp?.toString("utf8") ?? "";

describe("where notes are kept and a gain map is lost, nothing announces it any more, and all else is told", () => {
  it.each(["jpeg", "png", "webp", "avif"] as const)("an Ultra HDR JPEG as %s", async (format) => {
    const output = await runForOne(await photograph(), { formats: [format], metadata: "keep", quality: { encoder: 50 } });
    const xmp = await xmpOf(output.file);
    expect(xmp).not.toMatch(announcements);
    expect(xmp).toContain('dc:source="Ada"');
    expect(xmp).toContain("<dc:title>My garden</dc:title>");
    expect((await sharp(output.file).metadata()).exif?.includes("Ada")).toBe(true);
    expect(output.metadataRemoved).toEqual(["gain_map"]);
  });
  it.each([{ maxWidth: 20 }, { quality: "small" as const }])("scaled and searched too: %j", async (wanted) => {
    const { file } = await runForOne(await photograph(), { formats: ["webp"], metadata: "keep", ...wanted });
    expect(await xmpOf(file)).not.toMatch(announcements);
    expect(await xmpOf(file)).toContain("My garden");
  });
  it("a HEIC in Apple's words", async () => {
    const file = await readFile(new URL("../files/foreign/announces-gain-map.heic", import.meta.url));
    expect(await xmpOf(file)).toMatch(announcements);
    const output = await runForOne(file, { formats: ["jpeg"], metadata: "keep" });
    expect(await xmpOf(output.file)).not.toMatch(announcements);
    expect(await xmpOf(output.file)).toContain('dc:source="Ada"');
    expect(output.metadataRemoved).toEqual(["gain_map"]);
  });
  it("a JPEG XL, whose map is a box of its own", async () => {
    const box = (kind: string, body: Buffer) => {
      const head = Buffer.from(`\0\0\0\0${kind}`, "latin1");
      head.writeUInt32BE(8 + body.length);
      return Buffer.concat([head, body]);
    };
    const plain = await readFile(new URL("../files/foreign/notes.jxl", import.meta.url));
    const withMap = Buffer.concat([plain, box("jhgm", Buffer.alloc(40))]);
    expect((await runForOne(withMap, { formats: ["webp"], metadata: "keep" })).metadataRemoved).toEqual(["gain_map"]);
    const announced = Buffer.concat([withMap, box("xml ", Buffer.from(ultraHdr))]);
    const output = await runForOne(announced, { formats: ["webp"], metadata: "keep" });
    expect(await xmpOf(output.file)).not.toMatch(announcements);
    expect(await xmpOf(output.file)).toContain("My garden");
    expect(output.metadataRemoved).toEqual(["gain_map"]);
  });
  it("but a file that stays as it is still has both", async () => {
    const file = await photograph();
    const output = await runForOne(file, { metadata: "keep", minSavingPercent: 100 });
    expect(output.file.equals(file)).toBe(true);
  });
});

describe("an XMP packet", () => {
  it("is left alone where it announces none", () => {
    expect(withoutGainMap(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${rdf}/></x:xmpmeta>`)).toBeNull();
    expect(withoutGainMap("GainMap")).toBeNull();
  });
  it("is known by its namespaces, whatever it calls them", () => {
    const renamed = ultraHdr.replaceAll("hdrgm", "g.m").replaceAll("Container", "c-1").replaceAll("Item", "_i");
    const bare = withoutGainMap(renamed) as string;
    expect(bare).not.toMatch(/g\.m|c-1|_i|GainMap/);
    expect(bare).toContain("My garden");
  });
  it("goes whole where the words cannot be taken out cleanly, or it is too long to look through", () => {
    const broken = ultraHdr.replace("</Container:Directory>", "");
    for (const packet of [broken, ultraHdr.replace("My garden", "My garden".repeat(10_000))]) {
      const bare = withoutGainMap(packet) as string;
      expect(bare).not.toMatch(announcements);
      expect(bare).not.toContain("garden");
    }
  });
});

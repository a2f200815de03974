import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { packPng, repackPng } from "../../src/lossless/png.ts";
import { readChunks } from "../../src/strip/png.ts";
import { fixtures, opaque, withProfile } from "../fixtures.ts";
import { adobeRgbProfile } from "../icc-profiles.ts";
import { drawing, landscape, stripes } from "../painting.ts";

const pngs = fixtures.filter(({ format }) => format === "png").map((fixture) => [fixture.name, fixture] as const);
const samples = async (file: Buffer, depth: "uchar" | "ushort") =>
  sharp(
    await sharp(file)
      .ensureAlpha()
      .toColourspace(depth === "ushort" ? "rgb16" : "srgb")
      .png()
      .toBuffer(),
  )
    .raw({ depth })
    .toBuffer();
const types = (file: Buffer) => readChunks(file)?.map(({ type }) => type);

describe.each(pngs)("%s", (_, { make }) => {
  it("has the very samples once it is packed, all sixteen bits of them, and is no larger", async () => {
    const { file } = await make();
    const depth = (await sharp(file).metadata()).depth === "ushort" ? "ushort" : "uchar";
    for (const packed of [await packPng(file, { notes: true }), (await repackPng(file)) ?? file]) {
      expect(packed.length).toBeLessThanOrEqual(file.length);
      expect((await samples(packed, depth)).equals(await samples(file, depth))).toBe(true);
    }
  });
  it("is not packed twice, and the same each time", async () => {
    const { file } = await make();
    const packed = await repackPng(file);
    expect(packed === null || (await repackPng(packed)) === null).toBe(true);
    expect(packed).toEqual(await repackPng(file));
  });
});

describe("a packed PNG", () => {
  it("takes the fewest bits that hold its colours", async () => {
    const plain = await opaque(stripes).png().toBuffer();
    expect((await packPng(plain, { notes: false }))[24]).toBe(1);
  });
  it("keeps its profile and gamma where its notes are kept, and has neither where they are not", async () => {
    const file = withProfile(await opaque(landscape).png().toBuffer(), adobeRgbProfile);
    expect(types(await packPng(file, { notes: true }))).toContain("iCCP");
    expect(types(await packPng(file, { notes: false }))).toEqual(["IHDR", "IDAT", "IEND"]);
  });
  it("stays as it is where it is no PNG or broken", async () => {
    const broken = (await opaque(drawing).png().toBuffer()).subarray(0, 120);
    expect(await packPng(broken, { notes: false })).toBe(broken);
    expect(await repackPng(broken)).toBeNull();
  });
});

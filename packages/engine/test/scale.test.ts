import { readFile } from "node:fs/promises";
import type { RecipeInput } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { writeChunk } from "../src/strip/png.ts";
import { opaque, open, sixteenBit, withProfile } from "./fixtures.ts";
import { adobeRgbProfile, greyGammaProfile } from "./icc-profiles.ts";
import { colourOf, type Painting, paint, recolour, storedFor } from "./painting.ts";
import { look, run, runForOne } from "./run.ts";

/** From afar black and white pixels by turns are half of the light, which sRGB calls 188; the right third is plain. */
const board = paint({ width: 48, height: 32 }, (x, y) =>
  x >= 32 ? [200, 40, 60, 255] : (x + y) % 2 === 0 ? [0, 0, 0, 255] : [255, 255, 255, 255],
);
const half = { maxWidth: 24, quality: { encoder: 100 } } as const satisfies RecipeInput;
const grey = recolour(board, ([r]) => [r, r, r, 255]);
const p3 = (await sharp(await opaque(board).withIccProfile("p3").png().toBuffer()).metadata()).icc as Buffer;
const prophoto = (await sharp(await readFile(new URL("files/colour/prophoto.png", import.meta.url))).metadata()).icc as Buffer;
const png = () => opaque(board).png().toBuffer();
const gamma = (value: number) => {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(Math.round(value * 100_000));
  return writeChunk("gAMA", body);
};
const afterHeader = (file: Buffer, chunk: Buffer) => Buffer.concat([file.subarray(0, 33), chunk, file.subarray(33)]);

/** Without the edges, where a kernel sees half of the board only. */
const inner = (seen: Painting) => Array.from({ length: 8 }, (_, at) => colourOf(seen, 4 + at, 4 + (at % 4)));

function expectHalfLight(seen: Painting, within: number): void {
  expect([seen.width, seen.height]).toEqual([24, 16]);
  for (const colour of inner(seen)) {
    for (const value of colour.slice(0, 3)) expect(Math.abs(value - 188), colour.join()).toBeLessThanOrEqual(within);
    expect(colour[3]).toBe(255);
  }
}

describe("a scaled picture has the light of the whole one", () => {
  it.each([
    ["PNG", png, 1],
    ["JPEG", () => opaque(board).jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(), 2],
    ["WebP", () => opaque(board).webp({ lossless: true }).toBuffer(), 1],
    ["TIFF", () => opaque(board).tiff({ compression: "lzw" }).toBuffer(), 1],
    ["GIF", () => opaque(board).gif({ dither: 0 }).toBuffer(), 1],
    ["palette PNG", () => opaque(board).png({ palette: true, dither: 0 }).toBuffer(), 1],
    ["grey PNG", () => opaque(grey).toColourspace("b-w").png().toBuffer(), 1],
    [
      "16-bit PNG",
      () =>
        sixteenBit(board, 3, (colour) => colour.map((value) => value / 255))
          .png()
          .toBuffer(),
      1,
    ],
    [
      "16-bit grey PNG",
      () =>
        sixteenBit(grey, 1, ([value]) => [value / 255])
          .png()
          .toBuffer(),
      1,
    ],
    ["PNG in Display P3", async () => withProfile(await png(), p3), 1],
    ["PNG in Adobe RGB", async () => withProfile(await png(), adobeRgbProfile), 2],
    ["PNG in ProPhoto", async () => withProfile(await png(), prophoto), 1],
    [
      "16-bit PNG in ProPhoto",
      async () =>
        withProfile(
          await sixteenBit(board, 3, (colour) => colour.map((value) => value / 255))
            .png()
            .toBuffer(),
          prophoto,
        ),
      1,
    ],
    ["grey PNG of gamma 1.8", async () => withProfile(await opaque(grey).toColourspace("b-w").png().toBuffer(), greyGammaProfile(1.8)), 1],
    ["PNG whose numbers are light", async () => afterHeader(await png(), gamma(1)), 1],
    [
      "JPEG in sRGB by profile",
      () => opaque(board).withIccProfile("srgb").jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
      2,
    ],
  ] as const)("from a %s", async (_, make, within) => {
    expectHalfLight(await look((await runForOne(await make(), { formats: ["png"], ...half })).file), within);
  });

  it.each(["jpeg", "webp", "avif"] as const)("as %s", async (format) => {
    const output = await runForOne(await png(), { formats: [format], ...half });
    for (const [r, g, b] of inner(await look(output.file)))
      for (const value of [r, g, b]) expect(Math.abs(value - 188)).toBeLessThanOrEqual(3);
  });
  it("by a searched quality, whose score is against the scaled picture", async () => {
    const output = await runForOne(await png(), { formats: ["jpeg"], maxWidth: 24, quality: { target: 85 } });
    expect(output.targetMet).toBe(true);
    for (const [r] of inner(await look(output.file))) expect(Math.abs(r - 188)).toBeLessThanOrEqual(3);
  });
  it("from inks: between what paper and ink look like", async () => {
    const file = await opaque(board).toColourspace("cmyk").withIccProfile("cmyk").tiff({ compression: "lzw" }).toBuffer();
    const whole = await look((await runForOne(file, { formats: ["png"], quality: { encoder: 100 } })).file);
    const light = (value: number) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const mean = (light(colourOf(whole, 4, 4)[1]) + light(colourOf(whole, 5, 4)[1])) / 2;
    const expected = 255 * (1.055 * mean ** (1 / 2.4) - 0.055);
    const seen = await look((await runForOne(file, { formats: ["png"], ...half })).file);
    for (const colour of inner(seen)) expect(Math.abs(colour[1] - expected)).toBeLessThanOrEqual(2);
  });
  it("in every frame of a film", async () => {
    const other = recolour(board, ([r, g, b], x) => (x < 32 ? [255 - r, 255 - g, 255 - b, 255] : [20, 90, 160, 255]));
    const raw = { width: 48, height: 64, channels: 4, pageHeight: 32 } as const;
    const file = await sharp(Buffer.concat([board.rgba, other.rgba]), { raw })
      .gif({ dither: 0, delay: [100, 50] })
      .toBuffer();
    const { file: scaled } = await runForOne(file, { formats: ["webp"], ...half });
    for (const page of [0, 1]) {
      const seen = await look(await sharp(scaled, { page }).png().toBuffer());
      for (const [r] of inner(seen)) expect(Math.abs(r - 188)).toBeLessThanOrEqual(4);
    }
  });
});

describe("a scaled picture that is turned", () => {
  it.each([2, 3, 4, 5, 6, 7, 8])("is upright and has the light of the whole one (orientation %i)", async (orientation) => {
    for (const profile of [null, "p3"] as const) {
      const stored = opaque(storedFor(orientation, board)).withMetadata({ orientation });
      const file = await (profile === null ? stored : stored.withIccProfile(profile)).png().toBuffer();
      const seen = await look((await runForOne(file, { formats: ["png"], ...half })).file);
      expectHalfLight(seen, 2);
      expect(Math.abs(colourOf(seen, 21, 8)[0] - 200)).toBeLessThanOrEqual(2);
      expect(Math.abs(colourOf(seen, 21, 8)[1] - 40)).toBeLessThanOrEqual(2);
    }
  });
});

describe("a scaled picture with transparency", () => {
  const clear = recolour(board, ([r, g, b], x) => (x >= 32 ? [r, g, b, 255] : r === 0 ? [0, 0, 0, 255] : [255, 0, 255, 0]));
  const file = () => open(clear).png().toBuffer();

  it("shows nothing of the colours that are hidden", async () => {
    const { file: scaled } = await runForOne(await file(), { formats: ["png"], ...half });
    for (const [r, g, b, alpha] of inner(await look(scaled))) {
      expect(Math.max(r, g, b)).toBeLessThanOrEqual(1);
      expect(Math.abs(alpha - 128)).toBeLessThanOrEqual(1);
    }
  });
  it.each([
    ["#ffffff", [188, 188, 188]],
    ["#00ff80", [0, 188, 92]],
  ] as const)("is laid on its background first where the format has none: %s", async (background, wanted) => {
    for (const profile of [null, p3]) {
      const made = profile === null ? await file() : withProfile(await file(), profile);
      const { file: scaled } = await runForOne(made, { formats: ["jpeg"], ...half, background });
      for (const colour of inner(await look(scaled)))
        for (const [channel, value] of wanted.entries())
          expect(Math.abs((colour[channel] as number) - value), colour.join()).toBeLessThanOrEqual(3);
    }
  });
  it("keeps it where another format of the same task can", async () => {
    const { outputs } = await run(await file(), { formats: ["jpeg", "webp"], maxWidth: 24 });
    const seen = await Promise.all(outputs.map(({ path }) => sharp(path).metadata()));
    expect(seen).toMatchObject([
      { hasAlpha: false, width: 24 },
      { hasAlpha: true, width: 24 },
    ]);
  });
});

describe("what a scaled picture carries", () => {
  it.each([
    ["Display P3", p3, 188, 1],
    ["Adobe RGB", adobeRgbProfile, 188, 1],
    // Half of the light is 173 there. sRGB's curve gives 188, the bare numbers would give 128.
    ["ProPhoto", prophoto, 173, 15],
  ] as const)("is its own numbers under its own profile, where colour is kept: %s", async (_, profile, wanted, within) => {
    const output = await runForOne(withProfile(await png(), profile), { formats: ["png"], ...half, color: "keep" });
    expect((await sharp(output.file).metadata()).icc?.equals(profile)).toBe(true);
    for (const [r] of inner(await look(output.file))) expect(Math.abs(r - wanted)).toBeLessThanOrEqual(within);
  });
  it("is every note, where those are kept", async () => {
    const notes = await opaque(storedFor(6, board))
      .withExif({ IFD0: { Artist: "Ada" } })
      .withXmp("<x:xmpmeta/>")
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { file } = await runForOne(notes, { formats: ["webp"], ...half, metadata: "keep" });
    const header = await sharp(file).metadata();
    expect(header).toMatchObject({ width: 24, height: 16 });
    expect([header.orientation ?? 1, header.exif?.includes("Ada"), header.xmp !== undefined]).toEqual([1, true, true]);
  });
  it("is nothing else", async () => {
    const { file } = await runForOne(
      await opaque(board)
        .withExif({ IFD0: { Artist: "Ada" } })
        .withIccProfile("p3")
        .jpeg()
        .toBuffer(),
      { formats: ["webp"], ...half },
    );
    expect(await sharp(file).metadata()).toMatchObject({ hasProfile: false });
    expect((await sharp(file).metadata()).exif).toBeUndefined();
  });
});

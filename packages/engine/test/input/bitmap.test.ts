import type { RecipeInput } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { adobeRgbProfile } from "../icc-profiles.ts";
import { look, run, runForOne } from "../run.ts";
import * as made from "./bitmaps.ts";

const { bmp, head, ico, iconBitmap, indexAt, longHead, palette, picture, rows, size } = made;
type Sample = readonly number[];
const seen = (x: number, y: number): Sample => [...picture.at(x, y), 255];
const inPalette =
  (colours: number) =>
  (x: number, y: number): Sample => [...(palette[indexAt(x, y) % colours] as Sample), 255];
const clear = (x: number, y: number): Sample => [...picture.at(x, y), made.alphaAt(x, y)];
const every3rd = (x: number, y: number) => ((x + y) % 3 === 0 ? 1 : 0);
const hidden3rd = (x: number, y: number): Sample => [...picture.at(x, y), every3rd(x, y) === 1 ? 0 : 255];
const none = Buffer.alloc(0);
const run3 = (x: number, y: number) => (x < 3 ? y : indexAt(x, y));

const argb = [0xff_00_00, 0xff_00, 0xff, 0xff_00_00_00];
const kinds: readonly (readonly [string, Buffer, (x: number, y: number) => Sample])[] = [
  ...[1, 2, 4, 8].map((bits) => {
    const colours = Math.min(16, 2 ** bits);
    const file = bmp(head({ bits, colours }), made.colourTable(colours), rows(made.indices(bits, (x, y) => indexAt(x, y) % colours)));
    return [`${bits} bits by a palette`, file, inPalette(colours)] as const;
  }),
  ["4 bits of OS/2", bmp(made.oldHead(4), made.oldColourTable(), rows(made.indices(4))), inPalette(16)],
  ["24 bits of OS/2", bmp(made.oldHead(24), none, rows(made.bgr)), seen],
  ["24 bits", bmp(head({ bits: 24 }), none, rows(made.bgr)), seen],
  ["24 bits from the top down", bmp(head({ bits: 24, height: -size.height }), none, rows(made.bgr, { topDown: true })), seen],
  ["16 bits", bmp(head({ bits: 16 }), none, rows(made.packed(5))), seen],
  ["32 bits, of which eight are nothing", bmp(head({ bits: 32 }), none, rows(made.bgra(made.alphaAt))), seen],
  ["32 bits with alpha, version 3", bmp(longHead(56, argb, { bits: 32, packing: 3 }), none, rows(made.bgra(made.alphaAt))), clear],
  ["32 bits with alpha, version 4", bmp(longHead(108, argb, { bits: 32, packing: 3 }), none, rows(made.bgra(made.alphaAt))), clear],
  ["32 bits with alpha, version 5", bmp(longHead(124, argb, { bits: 32, packing: 3 }), none, rows(made.bgra(made.alphaAt))), clear],
  ["an alpha that was left empty", bmp(longHead(124, argb, { bits: 32, packing: 3 }), none, rows(made.bgra(() => 0))), seen],
  [
    "16 bits, one of them alpha",
    bmp(
      longHead(108, [0x7c_00, 0x3_e0, 0x1f, 0x80_00], { bits: 16, packing: 3 }),
      none,
      rows(made.packed(5, (x) => (x % 2 === 1 ? 1 : 0))),
    ),
    (x, y) => [...picture.at(x, y), x % 2 === 1 ? 255 : 0],
  ],
  [
    "run lengths of 8 bits",
    bmp(head({ bits: 8, packing: 1, colours: 16 }), made.colourTable(16), made.runLengths(8, run3)),
    (x, y) => [...(palette[run3(x, y)] as Sample), 255],
  ],
  [
    "run lengths of 4 bits",
    bmp(head({ bits: 4, packing: 2, colours: 16 }), made.colourTable(16), made.runLengths(4, run3)),
    (x, y) => [...(palette[run3(x, y)] as Sample), 255],
  ],
  ["an icon of 24 bits and a mask", ico([{ body: iconBitmap(24, none, rows(made.bgr), every3rd) }]), hidden3rd],
  ["an icon of 32 bits with alpha", ico([{ body: iconBitmap(32, none, rows(made.bgra(made.alphaAt)), () => 0) }]), clear],
  ["an icon of 32 bits whose alpha is in its mask", ico([{ body: iconBitmap(32, none, rows(made.bgra(() => 0)), every3rd) }]), hidden3rd],
  [
    "an icon by a palette",
    ico([{ body: iconBitmap(4, made.colourTable(16), rows(made.indices(4)), every3rd) }]),
    (x, y) => [...(palette[indexAt(x, y)] as Sample), every3rd(x, y) === 1 ? 0 : 255],
  ],
];

const lossless: RecipeInput = { formats: ["png"], quality: { target: 100 } };

describe("every kind of BMP and icon is seen as it is meant", () => {
  it.each(kinds)("%s", async (_, file, meant) => {
    const { width, height, rgba } = await look((await runForOne(file, lossless)).file);
    expect({ width, height }).toEqual(size);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const came = [...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
        const wanted = meant(x, y);
        // What is not seen may have any colour.
        expect(wanted[3] === 0 ? came.slice(3) : came, `${x}, ${y}`).toEqual(wanted[3] === 0 ? [0] : wanted);
      }
  });

  it("green of six bits, to the level", async () => {
    const file = bmp(head({ bits: 16, packing: 3 }), made.masks, rows(made.packed(6)));
    const { rgba } = await look((await runForOne(file, lossless)).file);
    const [, green] = picture.at(0, 3);
    expect(rgba[3 * size.width * 4 + 1]).toBe(Math.round(((green >> 2) * 255) / 63));
  });

  it("a profile in a BMP is obeyed, and kept where colours are to be kept", async () => {
    const dib = longHead(124, argb, { bits: 24 });
    const body = rows(made.bgr);
    dib.write("DEBM", 56, "latin1");
    dib.writeUInt32LE(dib.length + body.length, 112);
    dib.writeUInt32LE(adobeRgbProfile.length, 116);
    const file = Buffer.concat([bmp(dib, none, body), adobeRgbProfile]);
    const converted = await runForOne(file, lossless);
    const plain = await runForOne(bmp(head({ bits: 24 }), none, body), lossless);
    expect((await look(converted.file)).rgba).not.toEqual((await look(plain.file)).rgba);
    expect(converted.metadataRemoved).toContain("profile");
    const kept = await runForOne(file, { ...lossless, color: "keep" });
    expect((await sharp(kept.file).metadata()).icc?.equals(adobeRgbProfile)).toBe(true);
  });
});

const png = (width: number, height: number, channels: 3 | 4 = 4) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 40, b: 90, alpha: 0.5 } } })
    .png()
    .toBuffer();

describe("of an icon the largest picture is taken", () => {
  it("whatever the list says of it, and wherever it stands", async () => {
    const small = { body: iconBitmap(24, none, rows(made.bgr), every3rd), sides: [256, 256] as const };
    const file = ico([small, { body: await png(64, 48), sides: [16, 16] }, { body: await png(32, 32) }]);
    expect(await runForOne(file, { formats: ["png"] })).toMatchObject({ width: 64, height: 48 });
  });
  it("as a PNG with or without alpha", async () => {
    for (const channels of [3, 4] as const) {
      const output = await runForOne(ico([{ body: await png(40, 30, channels) }]), lossless);
      expect([...(await look(output.file)).rgba.subarray(0, 4)]).toEqual([200, 40, 90, channels === 3 ? 255 : 128]);
    }
  });
});

describe("an original that is a BMP or an icon", () => {
  const photo = bmp(
    head({ bits: 24, width: 64, height: 64 }),
    none,
    rows(
      (y) => Buffer.from(Array.from({ length: 192 }, (_, x) => 128 + Math.round(60 * Math.sin(x / 23) * Math.cos(y / 9)) + ((x * y) % 7))),
      { height: 64 },
    ),
  );
  it("becomes a JPEG where it has many colours and no alpha", async () => {
    expect(await runForOne(photo)).toMatchObject({ requested: "original", format: "jpeg" });
  });
  it("becomes a PNG where its colours are few, or it has alpha", async () => {
    const few = bmp(head({ bits: 24, width: 64, height: 64 }), none, Buffer.alloc(64 * 192, 90));
    expect(await runForOne(few)).toMatchObject({ requested: "original", format: "png" });
    expect(await runForOne(ico([{ body: await png(64, 64) }]), { maxWidth: 32 })).toMatchObject({ format: "png", width: 32 });
  });
  it("stays what it is where nothing is smaller, but is no answer to auto", async () => {
    const tiny = bmp(head({ bits: 1, colours: 2, width: 1, height: 1 }), made.colourTable(2), Buffer.alloc(4));
    expect(await runForOne(tiny)).toMatchObject({ format: "bmp", outcome: "kept_original" });
    expect((await runForOne(tiny, { formats: ["auto"] })).format).not.toBe("bmp");
  });
});

describe("a BMP or an icon that is no image", () => {
  const plain = bmp(head({ bits: 24 }), none, rows(made.bgr));
  const icon = ico([{ body: iconBitmap(24, none, rows(made.bgr), every3rd) }]);
  const refusal = { reason: "not_an_image", retryable: false };

  it.each([0.1, 0.5, 0.9])("cut off at %s, rather than half a picture", async (share) => {
    for (const file of [plain, icon]) await expect(run(file.subarray(0, Math.floor(file.length * share)))).rejects.toMatchObject(refusal);
  });
  it("is a bitmap of no width, and a list of no pictures or of thousands", async () => {
    await expect(run(bmp(head({ bits: 24, width: 0 }), none, none))).rejects.toMatchObject(refusal);
    await expect(run(bmp(head({ bits: 24, width: -5 }), none, rows(made.bgr)))).rejects.toMatchObject(refusal);
    await expect(run(ico([]))).rejects.toMatchObject(refusal);
    await expect(run(Buffer.concat([Buffer.from("000001000010", "hex"), Buffer.alloc(70_000)]))).rejects.toMatchObject(refusal);
  });
  it("is refused by name where it wraps a JPEG for printers, and so is a cursor", async () => {
    const unsupported = { reason: "unsupported_media", retryable: false };
    await expect(run(bmp(head({ bits: 0, packing: 4 }), none, Buffer.alloc(100)))).rejects.toMatchObject(unsupported);
    await expect(run(Buffer.concat([Buffer.from("00000200", "hex"), icon.subarray(4)]))).rejects.toMatchObject(unsupported);
  });
  it("is refused for its size by its head, before anything of it is decoded", async () => {
    const huge = bmp(head({ bits: 8, packing: 1, width: 29_999, height: 29_999 }), made.colourTable(16), Buffer.from([0, 1]));
    await expect(run(huge)).rejects.toMatchObject({ reason: "too_many_pixels" });
    const wide = head({ bits: 24, width: 29_999, height: 59_998 });
    await expect(run(ico([{ body: wide }]))).rejects.toMatchObject({ reason: "too_many_pixels" });
  });
  it("ends in an error with a reason, wherever its head is damaged", async () => {
    for (const [, file] of kinds)
      for (let seed = 1; seed < 12; seed++) {
        const noisy = Buffer.from(file);
        for (let place = 2 + (seed % 3); place < Math.min(file.length, 90); place += 1 + ((place * seed) % 37))
          noisy[place] = (place * 31 * seed) % 256;
        const outcome = await run(noisy, { formats: ["png"], quality: { encoder: 80 } }, { maxPixels: 100_000 }).catch(
          (error: { reason?: string }) => error.reason ?? error,
        );
        expect(typeof outcome === "string" ? ["not_an_image", "unsupported_media", "too_many_pixels"] : [outcome]).toContain(outcome);
      }
  });
});

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../../src/http/inspect/inspect.ts";
import { jpeg, moving, pictures, png } from "../pictures.ts";
import { apng, bigTiff, gifScreen, pngChunk } from "./made-by-hand.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pixpress-inspect-"));
});
afterAll(() => rm(folder, { recursive: true }));

const limits = { MAX_PIXELS: 1e9, MAX_FRAMES: 100, MAX_SIDE: 30_000 };

async function look(content: Buffer, changed: Partial<typeof limits> = {}) {
  const path = join(folder, "file");
  await writeFile(path, content);
  return inspect(path, { ...limits, ...changed });
}

describe("the size of a still picture", () => {
  it.each(Object.entries(pictures))("%s", async (format, picture) => {
    expect(await look(await picture(301, 47))).toEqual({ format, width: 301, height: 47, pixels: 301 * 47 });
  });

  it("a lossless WebP, and one with transparency", async () => {
    expect(
      await look(
        await sharp(await png(33, 21))
          .webp({ lossless: true })
          .toBuffer(),
      ),
    ).toMatchObject({ width: 33, height: 21 });
    const clear = sharp({ create: { width: 19, height: 23, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0.5 } } });
    expect(await look(await clear.webp().toBuffer())).toMatchObject({ width: 19, height: 23 });
  });

  it("a progressive JPEG", async () => {
    expect(
      await look(
        await sharp(await png(33, 21))
          .jpeg({ progressive: true })
          .toBuffer(),
      ),
    ).toMatchObject({ width: 33, height: 21 });
  });

  it("a JPEG whose size lies behind a megabyte of other things", async () => {
    const image = await jpeg(40, 30);
    const segment = Buffer.concat([Buffer.from("ffedffff", "hex"), Buffer.alloc(0xfffd, 1)]);
    const deep = Buffer.concat([image.subarray(0, 2), ...Array(16).fill(segment), image.subarray(2)]);
    expect(await look(deep)).toMatchObject({ width: 40, height: 30 });
  });

  it("a BigTIFF", async () => {
    expect(await look(bigTiff(10_000, 12))).toMatchObject({ format: "tiff", width: 10_000, height: 12 });
  });

  it("an AVIF that names only its container's brand first", async () => {
    const image = await pictures.avif(31, 17);
    const renamed = Buffer.from(image);
    renamed.write("mif1", 8, "latin1");
    expect(await look(renamed)).toMatchObject({ format: "avif", width: 31, height: 17 });
  });
});

/** Files of formats that sharp does not write, made with libheif and libjxl. */
const made = (name: string) => readFile(new URL(`files/${name}`, import.meta.url));

describe("HEIC and JPEG XL", () => {
  it.each([
    ["301x47.heic", "heic", 301, 47],
    ["301x47.jxl", "jxl", 301, 47],
    ["64x64.jxl", "jxl", 64, 64],
    ["160x90.jxl", "jxl", 160, 90],
    ["300x200.jxl", "jxl", 300, 200],
    ["container.jxl", "jxl", 300, 200],
    ["orientation-6.heic", "heic", 32, 48],
    ["orientation-6.jxl", "jxl", 32, 48],
    ["alpha.heic", "heic", 48, 32],
    ["grid-p3-turned.heic", "heic", 80, 120],
    ["cut.heic", "heic", 64, 32],
    ["lossy.jxl", "jxl", 48, 32],
  ])("%s is measured as it is seen", async (name, format, width, height) => {
    expect(await look(await made(name))).toEqual({ format, width, height, pixels: width * height });
  });

  it.each(["301x47.heic", "container.jxl"])("%s cut off in its head is not_an_image", async (name) => {
    await expect(look((await made(name)).subarray(0, 30))).rejects.toMatchObject({ reason: "not_an_image" });
  });

  it.each(["301x47.heic", "container.jxl", "301x47.jxl"])("noise in %s ends in a fault, never in an error of ours", async (name) => {
    const image = await made(name);
    for (let seed = 1; seed < 60; seed++) {
      const noisy = Buffer.from(image);
      for (let index = 12; index < noisy.length; index += 1 + ((index * seed) % 7)) noisy[index] = (index * 31 * seed) % 256;
      const outcome = await look(noisy).catch((error: { name: string }) => error.name);
      expect(typeof outcome === "object" || outcome === "Fault").toBe(true);
    }
  });
});

describe("BMP and ICO", () => {
  /** The head of a bitmap, as both hold it. */
  const dib = (width: number, height: number) => {
    const head = Buffer.alloc(40);
    head.writeUInt32LE(40);
    head.writeInt32LE(width, 4);
    head.writeInt32LE(height, 8);
    return head;
  };
  const bmp = (head: Buffer) => Buffer.concat([Buffer.from("BM"), Buffer.alloc(12), head]);
  const ico = (...bodies: readonly Buffer[]) => {
    const list = Buffer.alloc(6 + 16 * bodies.length);
    list.set([0, 0, 1, 0, bodies.length]);
    let start = list.length;
    for (const [index, body] of bodies.entries()) {
      list.writeUInt32LE(body.length, 6 + 16 * index + 8);
      list.writeUInt32LE(start, 6 + 16 * index + 12);
      start += body.length;
    }
    return Buffer.concat([list, ...bodies]);
  };

  it("a BMP, also from the top down and of the oldest kind", async () => {
    for (const head of [dib(301, 47), dib(301, -47), Buffer.from("0c0000002d012f00010018000000", "hex")])
      expect(await look(bmp(head))).toEqual({ format: "bmp", width: 301, height: 47, pixels: 301 * 47 });
  });
  it("an icon by its largest picture, a mask not counted", async () => {
    expect(await look(ico(dib(32, 64), dib(48, 96), dib(16, 32)))).toMatchObject({ format: "ico", width: 48, height: 48 });
    expect(await look(ico(dib(32, 64), await png(256, 128)))).toMatchObject({ format: "ico", width: 256, height: 128 });
  });
  it("a size of absurd proportions in either is refused by its head alone", async () => {
    for (const bomb of [bmp(dib(29_999, 29_999)), ico(dib(16, 32), dib(29_999, 59_998))])
      await expect(look(bomb, { MAX_PIXELS: 1e8 })).rejects.toMatchObject({ reason: "too_many_pixels" });
  });
  it("one without a size, cut off, or with a list of thousands is not_an_image", async () => {
    const whole = ico(dib(32, 64));
    const thousands = Buffer.concat([Buffer.from("000001000010", "hex"), Buffer.alloc(70_000)]);
    for (const file of [bmp(dib(0, 5)), bmp(dib(-5, 5)), bmp(dib(5, 5)).subarray(0, 20), ico(), whole.subarray(0, 30), thousands])
      await expect(look(file)).rejects.toMatchObject({ reason: "not_an_image" });
  });
  it("noise in either ends in a fault, never in an error of ours", async () => {
    for (const image of [bmp(dib(301, 47)), ico(dib(32, 64), await png(64, 64))]) {
      for (let seed = 1; seed < 60; seed++) {
        const noisy = Buffer.from(image);
        for (let index = 4; index < noisy.length; index += 1 + ((index * seed) % 7)) noisy[index] = (index * 31 * seed) % 256;
        const outcome = await look(noisy).catch((error: { name: string }) => error.name);
        expect(typeof outcome === "object" || outcome === "Fault").toBe(true);
      }
    }
  });
});

describe("a picture that lies on its side is measured upright", () => {
  it.each([1, 2, 3, 4])("not under the orientation %i", async (orientation) => {
    expect(await look(await jpeg(40, 30, orientation))).toMatchObject({ width: 40, height: 30 });
  });
  it.each([5, 6, 7, 8])("under the orientation %i", async (orientation) => {
    expect(await look(await jpeg(40, 30, orientation))).toMatchObject({ width: 30, height: 40 });
  });
  it.each(["webp", "png", "tiff"] as const)("in %s", async (format) => {
    const turned = await sharp(await jpeg(40, 30))
      .withMetadata({ orientation: 6 })
      .toFormat(format)
      .toBuffer();
    expect(await look(turned)).toMatchObject({ width: 30, height: 40 });
  });
});

describe("frames are counted, not believed", () => {
  it.each(["gif", "webp"] as const)("%s", async (format) => {
    expect(await look(await moving(format, 7))).toMatchObject({ format, width: 8, height: 6, pixels: 7 * 8 * 6 });
  });

  it("an animated PNG, whatever its header says", async () => {
    expect(await look(apng(await png(8, 6), { said: 1, frames: 5 }))).toMatchObject({ format: "png", pixels: 5 * 8 * 6 });
  });

  it("counting ends soon after the limit", async () => {
    await expect(look(apng(await png(8, 6), { said: 1, frames: 200 }))).rejects.toMatchObject({ reason: "too_many_pixels" });
  });

  it("a GIF frame larger than its screen counts as large as it is", async () => {
    const small = gifScreen(await moving("gif", 2, 20, 10), 1, 1);
    expect(await look(small)).toMatchObject({ width: 20, height: 10 });
  });

  it("a GIF that ends inside its last frame still counts it", async () => {
    const whole = await moving("gif", 3);
    expect(await look(whole.subarray(0, whole.length - 4))).toMatchObject({ pixels: 3 * 8 * 6 });
  });
});

describe("a header that makes no sense is not_an_image", () => {
  it.each(Object.entries(pictures))("%s cut after its first bytes", async (_format, picture) => {
    await expect(look((await picture(64, 64)).subarray(0, 20))).rejects.toMatchObject({
      reason: expect.stringMatching(/not_an_image|unsupported/),
    });
  });

  it("no width", async () => {
    const image = Buffer.from(await png(8, 6));
    image.writeUInt32BE(0, 16);
    await expect(look(image)).rejects.toMatchObject({ reason: "not_an_image" });
  });

  it("a JPEG without a frame header", async () => {
    await expect(look(Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.alloc(200_000)]))).rejects.toMatchObject({
      reason: "not_an_image",
    });
  });

  it("noise behind every format's first bytes ends in a fault, never in an error of ours", async () => {
    for (const picture of Object.values(pictures)) {
      const image = Buffer.from(await picture(16, 16));
      for (let seed = 1; seed < 60; seed++) {
        const noisy = Buffer.from(image);
        for (let index = 12; index < noisy.length; index += 1 + ((index * seed) % 7)) noisy[index] = (index * 31 * seed) % 256;
        const outcome = await look(noisy).catch((error: { name: string }) => error.name);
        expect(typeof outcome === "object" || outcome === "Fault").toBe(true);
      }
    }
  });
});

it("a size of absurd proportions is refused by its header alone", async () => {
  const bomb = Buffer.concat([(await png(8, 6)).subarray(0, 8), pngChunk("IHDR", Buffer.from("0000752f0000752f0802000000", "hex"))]);
  await expect(look(bomb, { MAX_PIXELS: 1e8 })).rejects.toMatchObject({ reason: "too_many_pixels" });
});

import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readChunks, writeChunk } from "../src/strip/png.ts";
import { film, filmDelays, filmFrames, opaque } from "./fixtures.ts";
import { colourOf, difference, landscape, type Painting, paint } from "./painting.ts";
import { look, runForOne } from "./run.ts";

const gif = (loop: number, delay = filmDelays) => film().gif({ delay, loop }).toBuffer();
const webp = (loop: number, delay = filmDelays) => film().webp({ lossless: true, delay, loop }).toBuffer();
/** Too small already for any encoder to beat, unless something is asked of it. */
const smaller = { maxWidth: 30 };

async function frames(file: Buffer): Promise<readonly Painting[]> {
  const { data, info } = await sharp(file, { pages: -1 }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const height = info.pageHeight ?? info.height;
  const bytes = info.width * height * 4;
  return Array.from({ length: data.length / bytes }, (_, index) => ({
    width: info.width,
    height,
    rgba: data.subarray(index * bytes, (index + 1) * bytes),
  }));
}

describe.each([
  ["GIF", gif, "original", "gif"],
  ["GIF", gif, "webp", "webp"],
  ["WebP", webp, "original", "webp"],
  ["WebP", webp, "auto", "webp"],
] as const)("an animated %s", (_, make, requested, format) => {
  it.each([0, 1, 3])(`keeps frames, delays and loop as ${requested} (loop %i)`, async (loop) => {
    const output = await runForOne(await make(loop), { formats: [requested], ...smaller, quality: "high" });
    expect(output).toMatchObject({ format, width: 30, height: 23 });
    expect(await sharp(output.file, { pages: -1 }).metadata()).toMatchObject({ format, pages: 4, delay: filmDelays, loop, pageHeight: 23 });
  });
  it(`shows the same frames as ${requested}`, async () => {
    const output = await runForOne(await make(0), { formats: [requested], quality: "visually-lossless" });
    const seen = await frames(output.file);
    expect(seen).toHaveLength(filmFrames.length);
    for (const [index, frame] of seen.entries()) expect(difference(frame, filmFrames[index] as Painting), `frame ${index}`).toBeLessThan(3);
  });
});

describe("timing", () => {
  const delays = (count: number) => Array.from({ length: count }, (_, frame) => [20, 100, 300, 40, 50, 1000][frame % 6] as number);
  /** So many frames, each unlike the one before it. */
  const many = (count: number) => {
    const data = Buffer.alloc(16 * 12 * 3 * count);
    for (let place = 0; place < data.length; place++) data[place] = (place * 7 + Math.floor(place / 576) * 31) % 256;
    return sharp(data, { raw: { width: 16, height: 12 * count, channels: 3, pageHeight: 12 } });
  };

  it.each([
    [2, "original"],
    [2, "webp"],
    [7, "original"],
    [1000, "original"],
    [1000, "webp"],
  ] as const)("of a GIF of %i frames is exact as %s", async (count, requested) => {
    const file = await many(count)
      .gif({ delay: delays(count), loop: 3, dither: 0 })
      .toBuffer();
    const output = await runForOne(file, { formats: [requested], maxWidth: 8, quality: { encoder: 60 } });
    expect(await sharp(output.file, { pages: -1 }).metadata()).toMatchObject({ pages: count, delay: delays(count), loop: 3 });
  });
  it.each([0, 1, 3])("of a GIF of one frame is exact too (loop %i)", async (loop) => {
    const file = await many(1).gif({ delay: 300, loop }).toBuffer();
    for (const quality of ["balanced", { encoder: 60 }] as const) {
      const output = await runForOne(file, { formats: ["original"], maxWidth: 8, quality });
      expect(await sharp(output.file).metadata()).toMatchObject({ format: "gif", delay: [300], loop });
    }
  });
  it("of a WebP of 1000 frames is exact", async () => {
    const file = await many(1000)
      .webp({ lossless: true, delay: delays(1000), loop: 1 })
      .toBuffer();
    const output = await runForOne(file, { formats: ["webp"], maxWidth: 8, quality: { encoder: 60 } });
    expect(await sharp(output.file, { pages: -1 }).metadata()).toMatchObject({ pages: 1000, delay: delays(1000), loop: 1 });
  });
  it.each([
    ["original", {}],
    ["webp", {}],
    ["auto", {}],
    ["original", { quality: { encoder: 40 } }],
    ["webp", { quality: { encoder: 40 } }],
    ["original", { maxBytes: 2000 }],
    ["webp", { maxBytes: 2000 }],
    ["webp", { color: "keep", metadata: "keep" }],
  ] as const)("is exact where a frame comes twice, as %s, %j", async (requested, wanted) => {
    const film = await gif(0);
    // From its control block on to the end mark lies the last frame.
    const last = film.subarray(film.lastIndexOf(Buffer.from("21f904", "hex")), -1);
    const twice = Buffer.concat([film.subarray(0, -1), last, film.subarray(-1)]);
    expect((await sharp(twice, { pages: -1 }).metadata()).delay).toEqual([...filmDelays, 40]);
    const output = await runForOne(twice, { formats: [requested], ...smaller, ...wanted });
    expect((await sharp(output.file, { pages: -1 }).metadata()).delay).toEqual([...filmDelays, 40]);
    expect(output.bytes).toBe(output.file.length);
  });
});

describe("a film in a format that holds none", () => {
  it.each(["jpeg", "png", "avif"] as const)("is its first frame: %s", async (format) => {
    for (const file of [await gif(0), await webp(0)]) {
      const output = await runForOne(file, { formats: [format], quality: "high" });
      expect(output).toMatchObject({ width: 40, height: 30 });
      expect(difference(await look(output.file), filmFrames[0] as Painting)).toBeLessThan(3);
    }
  });
});

describe("auto", () => {
  it("weighs WebP and GIF for a GIF that moves", async () => {
    const long = Array.from({ length: 12 }, (_, frame) =>
      paint({ width: 80, height: 60 }, (x, y) => [(x * 3 + frame * 9) % 256, (y * 4) % 256, frame * 20, 255]),
    );
    const raw = { width: 80, height: 60 * long.length, channels: 4, pageHeight: 60 } as const;
    const file = await sharp(Buffer.concat(long.map(({ rgba }) => rgba)), { raw })
      .gif()
      .toBuffer();
    const output = await runForOne(file, { formats: ["auto"] });
    expect(output).toMatchObject({ outcome: "compressed", format: "webp" });
    expect(await frames(output.file)).toHaveLength(12);
  });
});

describe("a film of which the decoder knows only the first frame", () => {
  /** An animated PNG of two frames, the second being the first once more in grey. */
  async function animatedPng(): Promise<Buffer> {
    const first = await opaque(landscape).png().toBuffer();
    const second = await opaque(paint(landscape, (x, y) => [colourOf(landscape, x, y)[0], 0, 0, 255]))
      .png()
      .toBuffer();
    const bodies = (png: Buffer, wanted: string) =>
      (readChunks(png) ?? []).filter(({ type }) => type === wanted).map(({ start, end }) => png.subarray(start, end));
    const control = (sequence: number) => {
      const body = Buffer.alloc(26);
      for (const [index, value] of [sequence, 96, 64].entries()) body.writeUInt32BE(value, index * 4);
      body.writeUInt16BE(1, 20);
      body.writeUInt16BE(10, 22);
      return writeChunk("fcTL", body);
    };
    const number = (value: number) => Buffer.from([0, 0, 0, value]);
    const secondData = Buffer.concat(bodies(second, "IDAT").map((chunk) => chunk.subarray(8, -4)));
    return Buffer.concat([
      first.subarray(0, 8),
      ...bodies(first, "IHDR"),
      writeChunk("acTL", Buffer.concat([number(2), number(0)])),
      control(0),
      ...bodies(first, "IDAT"),
      control(1),
      writeChunk("fdAT", Buffer.concat([number(2), secondData])),
      writeChunk("tEXt", Buffer.from("Comment\0where I live", "latin1")),
      writeChunk("IEND", Buffer.alloc(0)),
    ]);
  }

  it("is kept whole, but for its notes, where its own format will do", async () => {
    const file = await animatedPng();
    for (const requested of ["original", "png", "auto"] as const) {
      const output = await runForOne(file, { formats: [requested] });
      expect(output).toMatchObject({ outcome: "kept_original", outcomeReason: "animation_kept" });
      const types = (readChunks(output.file) ?? []).map(({ type }) => type);
      expect(types.filter((type, index) => type !== types[index - 1])).toEqual(["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "IEND"]);
    }
  });
  it("is its first frame in any other format", async () => {
    const output = await runForOne(await animatedPng(), { formats: ["webp"], quality: "high" });
    expect(difference(await look(output.file), landscape)).toBeLessThan(3);
  });
  it("is refused where it is broken, though nothing is to be encoded", async () => {
    const file = await animatedPng();
    file.fill(0, 120, 160);
    await expect(runForOne(file)).rejects.toMatchObject({ reason: "not_an_image" });
  });
});

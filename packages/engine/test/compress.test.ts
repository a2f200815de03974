import { createHash } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { recipe } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { compress } from "../src/compress.ts";
import { fixtures, opaque, open } from "./fixtures.ts";
import { colourOf, difference, drawing, fading, landscape, noise, paint, photo, storedFor, stripes } from "./painting.ts";
import { limits, look, run, runForOne, temporaryFolder } from "./run.ts";

const pngOf = (painting: typeof landscape) => opaque(painting).png().toBuffer();

describe("the report", () => {
  it("answers each requested format in the recipe's order, each with a file of its own", async () => {
    const { outputs, errors } = await run(await opaque(photo).jpeg({ quality: 95 }).toBuffer(), {
      formats: ["jpeg", "original", "webp", "auto"],
    });
    expect(errors).toEqual([]);
    expect(outputs.map(({ requested }) => requested)).toEqual(["jpeg", "original", "webp", "auto"]);
    expect(new Set(outputs.map(({ path }) => path)).size).toBe(4);
    expect(outputs[0]?.hash).toBe(outputs[1]?.hash);
  });
  it("tells the size, the hash and the sides of the very file", async () => {
    const output = await runForOne(await pngOf(photo), { formats: ["webp"], maxWidth: 100 });
    expect(output).toMatchObject({
      bytes: output.file.length,
      hash: createHash("sha256").update(output.file).digest("hex"),
      width: 100,
      height: 75,
    });
    expect(await sharp(output.file).metadata()).toMatchObject({ format: "webp", width: 100, height: 75 });
  });
  it("leaves nothing behind but the outputs", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "input"), await pngOf(photo));
    const wanted = recipe.parse({ formats: ["auto", "png"] });
    const { outputs } = await compress({ input: join(folder, "input"), outputFolder: folder, recipe: wanted, limits });
    expect((await readdir(folder)).map((name) => join(folder, name)).sort()).toEqual(
      [join(folder, "input"), ...outputs.map(({ path }) => path)].sort(),
    );
  });
  it("is the same for the same image and recipe, byte for byte", async () => {
    const file = await pngOf(photo);
    const [first, second] = [
      await run(file, { formats: ["auto", "jpeg", "webp", "avif"] }),
      await run(file, { formats: ["auto", "jpeg", "webp", "avif"] }),
    ];
    expect(first.outputs.map(({ hash }) => hash)).toEqual(second.outputs.map(({ hash }) => hash));
  });
});

describe("quality", () => {
  it("is the encoder's own number where one is given", async () => {
    const file = await pngOf(photo);
    for (const format of ["jpeg", "webp", "avif"] as const) {
      expect(await runForOne(file, { formats: [format], quality: { encoder: 37 } })).toMatchObject({ encoderQuality: 37, lossless: false });
    }
    const ours = await runForOne(file, { formats: ["jpeg"], quality: { encoder: 37 } });
    expect(ours.file.equals(await sharp(file).jpeg({ quality: 37, mozjpeg: true }).toBuffer())).toBe(true);
  });
  it("gives larger files for each higher preset", async () => {
    for (const format of ["jpeg", "webp", "avif"] as const) {
      const bytes = [];
      for (const quality of ["small", "balanced", "high", "visually-lossless"] as const)
        bytes.push((await runForOne(await pngOf(photo), { formats: [format], quality })).bytes);
      expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
      expect(new Set(bytes).size).toBe(4);
    }
  });
});

describe("size", () => {
  const sideways = () => opaque(storedFor(6, landscape)).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();

  it("fits within the sides asked for, in proportion, measured on the upright picture", async () => {
    const output = await runForOne(await sideways(), { formats: ["png"], maxWidth: 48, maxHeight: 48 });
    expect(output).toMatchObject({ width: 48, height: 32 });
    const meant = paint({ width: 48, height: 32 }, (x, y) => colourOf(landscape, x * 2, y * 2));
    expect(difference(await look(output.file), meant)).toBeLessThan(3);
  });
  it("is never enlarged", async () => {
    expect(await runForOne(await pngOf(landscape), { maxWidth: 5000, maxHeight: 5000 })).toMatchObject({ width: 96, height: 64 });
  });
  it("keeps a side of at least one pixel", async () => {
    const line = await pngOf(paint({ width: 300, height: 2 }, (x) => [x % 256, 0, 0, 255]));
    expect(await runForOne(line, { maxWidth: 10 })).toMatchObject({ width: 10, height: 1 });
  });
  it("does not let transparent colours bleed in", async () => {
    const half = paint({ width: 64, height: 64 }, (x) => (x < 32 ? [255, 0, 0, 0] : [0, 200, 0, 255]));
    const output = await runForOne(await open(half).png().toBuffer(), { formats: ["png"], maxWidth: 16 });
    const seen = await look(output.file);
    for (let x = 0; x < 16; x++) if (colourOf(seen, x, 8)[3] > 200) expect(colourOf(seen, x, 8)[0]).toBeLessThan(20);
  });
});

describe("a format that cannot hold the picture", () => {
  const ribbon = () =>
    sharp({ create: { width: 17_000, height: 2, channels: 3, background: "#123456" } })
      .png()
      .toBuffer();

  it("is an error of its own, beside the outputs that came", async () => {
    const { outputs, errors } = await run(await ribbon(), { formats: ["webp", "jpeg", "avif", "png"] });
    expect(outputs.map(({ requested }) => requested)).toEqual(["jpeg", "png"]);
    expect(errors).toMatchObject([
      { requested: "webp", reason: "too_large_for_format" },
      { requested: "avif", reason: "too_large_for_format" },
    ]);
  });
  it("is no candidate of auto", async () => {
    expect(await runForOne(await ribbon(), { formats: ["auto"] })).toMatchObject({ format: "png" });
  });
  it("can hold it once it is scaled down", async () => {
    expect(await runForOne(await ribbon(), { formats: ["webp"], maxWidth: 16_000 })).toMatchObject({
      format: "webp",
      width: 16_000,
      height: 2,
    });
  });
});

describe("a large PNG", () => {
  it("is written in the way that a part of it says is smaller, and decodes to the very pixels", async () => {
    const large = paint({ width: 2500, height: 1700 }, (x, y) => [x % 256, y % 256, (x + y) % 256, 255]);
    const file = await opaque(large).png({ compressionLevel: 1 }).toBuffer();
    const output = await runForOne(file, { formats: ["png"] });
    expect(output).toMatchObject({ outcome: "compressed", width: 2500, height: 1700 });
    expect(Buffer.from((await look(output.file)).rgba).equals(Buffer.from(large.rgba))).toBe(true);
  });
});

describe("auto", () => {
  it("takes the smallest of what suits a photograph", async () => {
    const file = await pngOf(photo);
    const [auto, ...others] = (await run(file, { formats: ["auto", "jpeg", "webp", "avif"] })).outputs;
    expect(auto?.bytes).toBe(Math.min(...others.map(({ bytes }) => bytes)));
  });
  it("takes a lossless format for a drawing where that is smallest", async () => {
    const output = await runForOne(await pngOf(stripes), { formats: ["auto"] });
    expect(output).toMatchObject({ lossless: true, encoderQuality: null });
    expect(difference(await look(output.file), stripes)).toBe(0);
  });
  it("keeps transparency", async () => {
    const output = await runForOne(await open(fading).png().toBuffer(), { formats: ["auto"] });
    expect(difference(await look(output.file), fading)).toBeLessThan(3);
  });
});

describe("never larger", () => {
  it("keeps an original that nothing beats, and says why", async () => {
    const small = await opaque(photo).jpeg({ quality: 15, mozjpeg: true }).toBuffer();
    const { file } = await runForOne(small, { formats: ["original"] });
    const output = await runForOne(file, { formats: ["original"] });
    expect(output).toMatchObject({ outcome: "kept_original", outcomeReason: "not_smaller", format: "jpeg", bytes: file.length });
    expect(output.file.equals(file)).toBe(true);
  });
  it.each(["auto", "jpeg", "original"] as const)(
    "writes no lossy file as %s where probes say that none could take the original's place",
    async (format) => {
      const small = await opaque(photo).jpeg({ quality: 15, mozjpeg: true }).toBuffer();
      const output = await runForOne(small, { formats: [format], quality: "visually-lossless" });
      expect(output).toMatchObject({ outcomeReason: "not_smaller", format: "jpeg", score: 100, targetMet: true });
      expect(["kept_original", "optimised_losslessly"]).toContain(output.outcome);
      expect(output.bytes).toBeLessThanOrEqual(small.length);
      const lossy = output.candidates.filter((one) => !one.lossless);
      expect(lossy.length).toBe(format === "auto" ? 2 : 1);
      for (const one of lossy) expect(one).toMatchObject({ outcome: "skipped", reason: "larger_by_probe", bytes: null });
      expect(difference(await look(output.file), await look(small))).toBe(0);
    },
  );
  it.each([
    ["format_requested", async () => opaque(photo).jpeg({ quality: 5, mozjpeg: true }).toBuffer(), { formats: ["png" as const] }],
    ["resized", async () => opaque(noise).jpeg({ quality: 5, mozjpeg: true }).toBuffer(), { maxWidth: 120, quality: { encoder: 100 } }],
    [
      "rotated",
      async () => opaque(noise).withMetadata({ orientation: 3 }).jpeg({ quality: 5, mozjpeg: true }).toBuffer(),
      { quality: { encoder: 100 } },
    ],
    [
      "colour_converted",
      async () => opaque(noise).withIccProfile("p3").jpeg({ quality: 5, mozjpeg: true }).toBuffer(),
      { quality: { encoder: 100 } },
    ],
    [
      "metadata_removed",
      async () =>
        opaque(noise)
          .withExif({ IFD0: { Artist: "A" } })
          .avif({ quality: 5, effort: 2 })
          .toBuffer(),
      { quality: { encoder: 100 } },
    ],
  ])("allows a larger file only where the original cannot be the result: %s", async (reason, make, wanted) => {
    const file = await make();
    const output = await runForOne(file, wanted);
    expect(output).toMatchObject({ outcome: "larger_required", outcomeReason: reason });
    expect(output.bytes).toBeGreaterThan(file.length);
  });
  it("keeps a TIFF where its original is asked for, but not for auto", async () => {
    const tiff = await opaque(noise).tiff({ compression: "jpeg", quality: 5 }).toBuffer();
    expect(await runForOne(tiff, { quality: { encoder: 100 } })).toMatchObject({ outcome: "kept_original", format: "tiff" });
    expect(await runForOne(tiff, { formats: ["auto"], quality: { encoder: 100 } })).toMatchObject({
      outcome: "larger_required",
      outcomeReason: "format_requested",
    });
  });
});

describe("a PNG of few colours", () => {
  it.each([
    ["two", stripes, 1],
    ["four, one of them half transparent", drawing, 2],
  ])("is written by number, exactly: %s", async (_, painting, depth) => {
    const output = await runForOne(await open(painting).png().toBuffer(), { formats: ["png"] });
    expect(output.file[24]).toBe(depth);
    // By the numbers of a palette, or where the colours are black and white by those of greys.
    expect([0, 3]).toContain(output.file[25]);
    expect(Buffer.from((await look(output.file)).rgba).equals(Buffer.from(painting.rgba))).toBe(true);
  });
  it.each(fixtures.filter(({ format }) => format === "png").map((fixture) => [fixture.name, fixture] as const))(
    "has the very pixels of the lossless decode: %s",
    async (name, { make }) => {
      const { file } = await make();
      const output = await runForOne(file, { formats: ["png"] });
      const plain = (bytes: Buffer) => sharp(bytes).toColourspace("srgb").ensureAlpha().raw().toBuffer();
      const meta = await sharp(file).metadata();
      // Those of PngSuite are in linear light, and say so.
      if (meta.icc === undefined && !name.startsWith("PngSuite")) expect((await plain(output.file)).equals(await plain(file))).toBe(true);
      else expect(output.outcomeReason === null || output.outcome === "larger_required").toBe(true);
    },
  );
});

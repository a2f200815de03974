import { readFile } from "node:fs/promises";
import { recipe } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readMark } from "../src/generations/mark.ts";
import { type Original, reasonToKeep } from "../src/keep-original.ts";
import { opaque } from "./fixtures.ts";
import { photo } from "./painting.ts";
import { run, runForOne } from "./run.ts";

const of = (bytes: number, lossy: boolean): Original => ({ outcome: "kept_original", bytes, lossy, write: async () => {} });
const lossyRival = (bytes: number) => ({ bytes, lossless: false });

describe("an original of 1000 bytes gives way", () => {
  it.each([
    [false, lossyRival(999), {}, null],
    [false, lossyRival(1000), {}, "not_smaller"],
    [true, lossyRival(850), {}, null],
    [true, lossyRival(851), {}, "not_worth_a_generation"],
    [true, { bytes: 990, lossless: true }, {}, null],
    [true, lossyRival(990), { quality: { encoder: 80 } }, null],
    [false, lossyRival(700), { minSavingPercent: 30 }, null],
    [false, lossyRival(701), { minSavingPercent: 30 }, "saving_below_minimum"],
    [true, lossyRival(701), { minSavingPercent: 30, quality: { encoder: 80 } }, "saving_below_minimum"],
    [false, lossyRival(1), { minSavingPercent: 100 }, "saving_below_minimum"],
  ] as const)("if it is lossy: %s, to %j under %j: %s", (lossy, rival, wanted, reason) => {
    expect(reasonToKeep(of(1000, lossy), rival, recipe.parse(wanted))).toBe(reason);
  });
});

describe("a JPEG that was compressed well enough before", () => {
  it("is packed losslessly rather than taken through one more generation", async () => {
    const file = await opaque(photo).jpeg({ quality: 55, optimiseCoding: false }).toBuffer();
    const output = await runForOne(file);
    expect(output.outcome).toBe("optimised_losslessly");
    expect(output.bytes).toBeLessThan(file.length);
    const pixels = (bytes: Buffer) => sharp(bytes).raw().toBuffer();
    expect((await pixels(output.file)).equals(await pixels(file))).toBe(true);
  });
});

describe("a file of ours", () => {
  const made = async (format: "jpeg" | "webp" | "avif") =>
    (await runForOne(await opaque(photo).png().toBuffer(), { formats: [format] })).file;

  it.each(["jpeg", "webp", "avif"] as const)(
    "is handed back at its own score and at a higher one, whatever auto would make of it: %s",
    async (format) => {
      const file = await made(format);
      expect(readMark(format, file)?.target).toBe(78);
      for (const quality of ["balanced", "high", { target: 78 }] as const) {
        const output = await runForOne(file, { formats: ["auto"], quality });
        expect(output).toMatchObject({ outcome: "kept_original", outcomeReason: "compressed_before", format });
        expect(output.file.equals(file)).toBe(true);
      }
    },
  );
  it("is compressed again where less will do, if that saves enough", async () => {
    const file = (await runForOne(await opaque(photo).png().toBuffer(), { formats: ["jpeg"], quality: "visually-lossless" })).file;
    const output = await runForOne(file, { quality: "small" });
    expect(output.outcome).toBe("compressed");
    expect(readMark("jpeg", output.file)?.target).toBe(70);
  });
  it("has no mark where the caller named the encoder's number", async () => {
    const { file } = await runForOne(await opaque(photo).png().toBuffer(), { formats: ["jpeg"], quality: { encoder: 60 } });
    expect(readMark("jpeg", file)).toBeNull();
  });
  it("is handed back with its notes where they are kept, and without them where not", async () => {
    const noted = await opaque(photo)
      .withExif({ IFD0: { Artist: "Ada" } })
      .jpeg({ quality: 97 })
      .toBuffer();
    const { file } = await runForOne(noted, { metadata: "keep" });
    expect((await runForOne(file, { metadata: "keep" })).file.equals(file)).toBe(true);
    const bare = await runForOne(file);
    expect(bare.outcome).toBe("kept_original");
    expect((await sharp(bare.file).metadata()).exif).toBeUndefined();
    expect((await runForOne(bare.file)).file.equals(bare.file)).toBe(true);
  });
});

describe("minSavingPercent", () => {
  it("keeps the original of its own format, and is no matter where another one is asked for", async () => {
    const file = await opaque(photo).png().toBuffer();
    const { outputs } = await run(file, { formats: ["auto", "webp"], minSavingPercent: 99 });
    expect(outputs[0]).toMatchObject({ outcome: "kept_original", outcomeReason: "saving_below_minimum", format: "png" });
    expect(outputs[1]).toMatchObject({ outcome: "compressed", format: "webp" });
    expect((await readFile(outputs[0]?.path as string)).length).toBeLessThanOrEqual(file.length);
  });
});

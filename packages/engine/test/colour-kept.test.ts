import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type Lab, labDifference } from "./colour-difference.ts";
import { profiledLab } from "./profiled-lab.ts";
import { runForOne } from "./run.ts";

const file = (name: string) => readFile(new URL(`files/colour/${name}`, import.meta.url));
const keep = { color: "keep", quality: { encoder: 100 } } as const;

/** The squares in Display P3, in Lab. */
const displayP3 = (JSON.parse(await file("../jxl/wide.json").then(String)) as Record<string, string>)["../colour/display-p3.jxl"] as string;

/** The numbers as they are stored, whatever space they are in. */
const numbers = async (bytes: Buffer) => {
  const { data, info } = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
  return Array.from({ length: 24 }, (_, index) => {
    const start = ((Math.floor(index / 6) * 8 + 4) * info.width + (index % 6) * 8 + 4) * info.channels;
    return [...data.subarray(start, start + info.channels)];
  });
};

describe("colour that is to be kept", () => {
  it.each([
    ["display-p3.jpg", "png"],
    ["display-p3.jpg", "webp"],
    ["adobe-rgb.jpg", "avif"],
    ["prophoto.png", "jpeg"],
    ["prophoto.png", "png"],
    ["display-p3.heic", "jpeg"],
    ["adobe-rgb.tiff", "webp"],
    ["alpha-p3.png", "webp"],
    ["grey-gamma.png", "png"],
    ["grey-gamma.jpg", "jpeg"],
  ] as const)("is: %s as %s has the very profile, and the numbers that it had", async (name, format) => {
    const input = await file(name);
    const output = await runForOne(input, { formats: [format], ...keep });
    expect((await sharp(output.file).metadata()).icc?.equals((await sharp(input).metadata()).icc as Buffer)).toBe(true);
    if (name.endsWith("heic")) return;
    const [stored, came] = [await numbers(input), await numbers(output.file)];
    for (const [index, colour] of came.entries())
      for (const [channel, value] of colour.slice(0, 3).entries())
        expect(Math.abs(value - (stored[index]?.[channel] as number)), `square ${index}`).toBeLessThan(6);
  });
  it.each(["display-p3.heic", "display-p3.avif", "display-p3.webp", "display-p3.jpg", "../heif/nclx-p3.heic", "../heif/nclx-p3.avif"])(
    "is as wide as it was: %s",
    async (name) => {
      const output = await runForOne(await file(name), { formats: ["png"], ...keep });
      const seen = await profiledLab(output.file);
      for (const [index, colour] of displayP3.split(" ").entries()) {
        const where = `square ${index}: ${seen[index]?.join()} for ${colour}`;
        expect.soft(labDifference(seen[index] as Lab, colour.split(",").map(Number) as unknown as Lab), where).toBeLessThan(2);
      }
    },
  );
  it.each(["balanced", { encoder: 80 }] as const)("is by the quality %j", async (quality) => {
    const output = await runForOne(await file("display-p3.jpg"), { formats: ["jpeg"], color: "keep", quality });
    expect((await sharp(output.file).metadata()).icc).toBeDefined();
  });
  it("is what a PNG describes by gamma and chromaticities", async () => {
    const output = await runForOne(await file("gama-chrm.png"), { formats: ["webp"], ...keep });
    expect((await sharp(output.file).metadata()).icc).toBeDefined();
  });
  it("is not where a file cannot say it: CMYK, and grey in a format that has three channels", async () => {
    for (const [name, format] of [
      ["cmyk-profile.jpg", "png"],
      ["grey-gamma.png", "webp"],
    ] as const) {
      const output = await runForOne(await file(name), { formats: [format], ...keep });
      expect(await sharp(output.file).metadata()).toMatchObject({ space: expect.stringMatching(/srgb|b-w/) as string, hasProfile: false });
    }
  });
  it("is sRGB without a profile unless it is asked for", async () => {
    const output = await runForOne(await file("display-p3.jpg"), { formats: ["webp"] });
    expect((await sharp(output.file).metadata()).icc).toBeUndefined();
  });
  it("lets a wide original stand where nothing is smaller", async () => {
    const small = await sharp(await file("display-p3.jpg"))
      .keepIccProfile()
      .jpeg({ quality: 5, mozjpeg: true })
      .toBuffer();
    expect(await runForOne(small, keep)).toMatchObject({ format: "jpeg", outcomeReason: "not_smaller" });
  });
});

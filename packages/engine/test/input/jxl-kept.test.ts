import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readJxlBoxes } from "../../src/input/jxl-boxes.ts";
import { readJxlHeader } from "../../src/input/jxl-header.ts";
import { type Lab, labDifference } from "../colour-difference.ts";
import { profiledLab } from "../profiled-lab.ts";
import { runForOne } from "../run.ts";

const folder = fileURLToPath(new URL("../files/jxl/", import.meta.url));
const file = (name: string) => readFile(`${folder}${name}`);
const keep = { color: "keep", quality: { encoder: 100 } } as const;
const iccOf = async (bytes: Buffer) => (await sharp(bytes).metadata()).icc;
const end = (value: number) => Math.max(-128, Math.min(127, value));
/** For each file the colour in the middle of each square, in Lab. */
const expected = Object.entries(JSON.parse(await file("wide.json").then(String)) as Record<string, string>);

describe("colours of a JPEG XL that are to be kept are what another decoder sees, wider than sRGB", () => {
  it.each(expected)("%s", async (name, numbers) => {
    const output = await runForOne(await file(name), { formats: ["png"], ...keep });
    const seen = await profiledLab(output.file);
    for (const [index, colour] of numbers.split(" ").entries()) {
      const wanted = colour.split(",").map(Number) as unknown as Lab;
      // Where they were made by a profile they end at 127.
      const [lightness, a, b] = seen[index] as Lab;
      const held = name.includes("prophoto-sixteen") ? ([lightness, end(a), end(b)] as const) : ([lightness, a, b] as const);
      expect.soft(labDifference(held, wanted), `square ${index}: ${held.join()} for ${colour}`).toBeLessThan(2);
    }
  });
  it.each(["jpeg", "webp", "avif"] as const)("as %s", async (format) => {
    const output = await runForOne(await file("display-p3-lossy.jxl"), { formats: [format], ...keep });
    const [numbers] = expected.flatMap(([name, text]) => (name === "display-p3-lossy.jxl" ? [text] : [])) as [string];
    const seen = await profiledLab(output.file);
    for (const [index, colour] of numbers.split(" ").entries())
      expect.soft(labDifference(seen[index] as Lab, colour.split(",").map(Number) as unknown as Lab), colour).toBeLessThan(3);
  });
});

describe("the profile of a JPEG XL that is to be kept", () => {
  it.each([
    ["adobe-rgb.jxl", "adobe-rgb.jpg"],
    ["prophoto-sixteen-bit.jxl", "prophoto.png"],
    ["../colour/display-p3.jxl", "display-p3.jpg"],
  ])("is the very one: %s", async (name, source) => {
    const output = await runForOne(await file(name), { formats: ["webp"], ...keep });
    expect((await iccOf(output.file))?.equals((await iccOf(await file(`../colour/${source}`))) as Buffer)).toBe(true);
    expect(output.metadataRemoved).toEqual([]);
  });
  it("is small where it was made of numbers", async () => {
    const output = await runForOne(await file("display-p3-by-number.jxl"), { formats: ["webp"], ...keep });
    expect((await iccOf(output.file))?.length).toBeLessThan(600);
  });
  it("is none where the colours are sRGB's all the same, and grey becomes sRGB", async () => {
    for (const name of ["sixteen-bit.jxl", "float-linear.jxl", "grey-gamma.jxl"])
      expect(await iccOf((await runForOne(await file(name), { formats: ["png"], ...keep })).file), name).toBeUndefined();
  });
  it("goes where colours are not to be kept, and the report says so", async () => {
    const output = await runForOne(await file("adobe-rgb.jxl"), { formats: ["webp"] });
    expect(await iccOf(output.file)).toBeUndefined();
    expect(output.metadataRemoved).toEqual(["profile"]);
  });
  it("lets a wide file stand as it is", async () => {
    expect(await runForOne(await file("adobe-rgb.jxl"), { ...keep, minSavingPercent: 100 })).toMatchObject({
      format: "jxl",
      outcome: "kept_original",
    });
  });
});

describe("the profile packed into a JPEG XL", () => {
  it.each([
    ["adobe-rgb.jxl", "adobe-rgb.jpg"],
    ["prophoto-lossy.jxl", "prophoto.png"],
    ["grey-gamma.jxl", "grey-gamma.png"],
  ])("is read whole: %s", async (name, source) => {
    const icc = readJxlHeader(readJxlBoxes(await file(name)).codestream).colours?.icc;
    expect(icc?.equals((await iccOf(await file(`../colour/${source}`))) as Buffer)).toBe(true);
  });
  it("that is damaged is mostly a RangeError, and never anything else", async () => {
    const { codestream } = readJxlBoxes(await file("adobe-rgb.jxl"));
    let refused = 0;
    for (let place = 8; place < 112; place++) {
      const damaged = Buffer.from(codestream);
      damaged[place] = (damaged[place] as number) ^ 0x10;
      try {
        readJxlHeader(damaged);
      } catch (error) {
        refused++;
        expect(error, `byte ${place}`).toBeInstanceOf(RangeError);
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { readJxlBoxes } from "../../src/input/jxl-boxes.ts";
import { run, runForOne, temporaryFolder } from "../run.ts";
import { decode, expectColour, expectSquares, readExpected } from "./squares.ts";

const folder = fileURLToPath(new URL("../files/jxl/", import.meta.url));
const file = (name: string) => readFile(join(folder, name));

describe("a JPEG XL is seen as it was painted", async () => {
  it.each(await readExpected(folder))("%s", (name, numbers) => expectSquares(join(folder, name), numbers));
});

/** Where a pixel lies in the picture as it is stored, by EXIF's orientations. */
const stored = { width: 48, height: 32 };
const { width: w, height: h } = stored;
const places: Readonly<Record<number, (x: number, y: number) => readonly [number, number]>> = {
  1: (x, y) => [x, y],
  2: (x, y) => [w - x, y],
  3: (x, y) => [w - x, h - y],
  4: (x, y) => [x, h - y],
  5: (x, y) => [y, x],
  6: (x, y) => [y, h - x],
  7: (x, y) => [w - y, h - x],
  8: (x, y) => [w - y, x],
};

describe("a JPEG XL is turned as its head says", () => {
  /** The codestream alone, with another orientation in the three bits that hold it. */
  const turned = async (orientation: number) => {
    const codestream = Buffer.from(readJxlBoxes(await file("turned.jxl")).codestream);
    codestream[3] = ((codestream[3] as number) & 0b1100_0111) | ((orientation - 1) << 3);
    const path = join(await temporaryFolder(), "file");
    await writeFile(path, codestream);
    return path;
  };
  it.each(Object.entries(places))("orientation %s", async (orientation, place) => {
    const upright = await decode(await turned(1));
    const seen = await decode(await turned(Number(orientation)));
    const [width, height] = Number(orientation) < 5 ? [w, h] : [h, w];
    expect(seen.size).toEqual([width, height, width, height]);
    for (let y = 4; y < height; y += 8)
      for (let x = 4; x < width; x += 8) expectColour(seen.at(x, y), upright.at(...place(x, y)), `${x}, ${y}`);
  });
});

describe("what a JPEG XL cannot be", () => {
  it("is a film: its first picture is taken", async () => {
    const output = await runForOne(await file("film.jxl"), { formats: ["webp"] });
    expect((await sharp(output.file).metadata()).pages ?? 1).toBe(1);
  });
  it.each(["pq-2020.jxl", "hlg-2020.jxl"])("is HDR, by name rather than in the dark: %s", async (name) => {
    await expect(run(await file(name))).rejects.toMatchObject({
      reason: "unsupported_media",
      retryable: false,
      message: expect.stringContaining("HDR") as string,
    });
  });
});

it("colours that are spelt out as sRGB are known for it, so that such a file may be the result as it is", async () => {
  expect(await runForOne(await file("grey-alpha.jxl"))).toMatchObject({ format: "jxl", outcome: "kept_original" });
  expect((await runForOne(await file("display-p3-by-number.jxl"))).format).not.toBe("jxl");
});

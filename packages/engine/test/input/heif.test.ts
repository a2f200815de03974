import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { openPicture } from "../../src/decode.ts";
import { openInput } from "../../src/input/open-input.ts";
import { colourDifference } from "../colour-difference.ts";
import { limits, runForOne, temporaryFolder } from "../run.ts";

type Colour = readonly [number, number, number, number?];
const folder = fileURLToPath(new URL("../files/heif/", import.meta.url));
/** For each file its size and the colour in the middle of each square, row by row. */
const expected = Object.entries(JSON.parse(await readFile(join(folder, "expected.json"), "utf8")) as Record<string, string>);
const squareSide = 8;

/** The decoded pixels, in sRGB as every encoder is given them. */
async function decode(path: string) {
  const picture = await openInput(path, await temporaryFolder(), limits);
  const image = openPicture(picture, { size: picture, frames: false, grey: false, background: null, keepMetadata: false });
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)] as unknown as Colour;
  return { size: [info.width, info.height, picture.width, picture.height], at };
}

function expectColour([r, g, b, alpha]: Colour, wanted: Colour, where: string): void {
  const said = `${where}: ${[r, g, b, alpha].join()} for ${wanted.join()}`;
  expect.soft(colourDifference([r, g, b], [wanted[0], wanted[1], wanted[2]]), said).toBeLessThan(2);
  expect.soft(Math.abs((alpha as number) - (wanted[3] ?? 255)), said).toBeLessThanOrEqual(1);
}

describe("a HEIC is seen as it was painted", () => {
  it.each(expected)("%s", async (name, numbers) => {
    const [size = "", ...colours] = numbers.split(" ");
    const [width = 0, height = 0] = size.split("x").map(Number);
    const seen = await decode(join(folder, name));
    expect(seen.size).toEqual([width, height, width, height]);
    const columns = width / squareSide;
    const middle = (place: number) => place * squareSide + squareSide / 2;
    for (const [index, colour] of colours.entries()) {
      const wanted = colour.split(",").map(Number) as unknown as Colour;
      expectColour(seen.at(middle(index % columns), middle(Math.floor(index / columns))), wanted, `square ${index}`);
    }
  });
});

/** The picture that the boxes turn and mirror: of squares of 16, six by four, as it is stored. */
const stored = { name: "turned-and-mirrored.heic", width: 96, height: 64 };
const turns = [0, 1, 2, 3].flatMap((quarters) => [0, 1].map((exchange) => [quarters, exchange] as const));

describe("a HEIC is turned counterclockwise, then mirrored, as its boxes say", () => {
  it.each(turns)("by %i quarters, and %i (0: above and below change places, 1: left and right)", async (quarters, exchange) => {
    const file = await readFile(join(folder, stored.name));
    file[file.indexOf("irot") + 4] = quarters;
    file[file.indexOf("imir") + 4] = exchange;
    const path = join(await temporaryFolder(), "file");
    await writeFile(path, file);
    const upright = await decode(join(folder, "upright.heic"));
    const seen = await decode(path);
    const [width, height] = quarters % 2 === 0 ? [stored.width, stored.height] : [stored.height, stored.width];
    expect(seen.size).toEqual([width, height, width, height]);
    for (let y = 8; y < height; y += 16)
      for (let x = 8; x < width; x += 16) {
        let place = { x: exchange === 0 ? x : width - x, y: exchange === 0 ? height - y : y };
        // Back by a quarter at a time, clockwise: what is high at each step is what was wide at the one before.
        for (let left = quarters; left > 0; left--) place = { x: (left % 2 === quarters % 2 ? height : width) - place.y, y: place.x };
        expectColour(seen.at(x, y), upright.at(place.x, place.y), `${x}, ${y}`);
      }
  });
});

describe("colours by number", () => {
  it("become sRGB unless they are to be kept, and then go with a profile of theirs", async () => {
    const file = await readFile(join(folder, "nclx-p3.heic"));
    expect((await sharp((await runForOne(file, { formats: ["webp"] })).file).metadata()).icc).toBeUndefined();
    expect((await sharp((await runForOne(file, { formats: ["webp"], color: "keep" })).file).metadata()).icc).toBeDefined();
  });
  it("keep a file from being the result as it is, for most would see it wrongly", async () => {
    const output = await runForOne(await readFile(join(folder, "pq-2020-1.heic")));
    expect(output.format).not.toBe("heic");
  });
});

import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { openPicture } from "../../src/decode.ts";
import { openInput } from "../../src/input/open-input.ts";
import { colourDifference } from "../colour-difference.ts";
import { limits, temporaryFolder } from "../run.ts";

export type Colour = readonly [number, number, number, number?];

/** A file's pixels, in sRGB as every encoder is given them. */
export async function decode(path: string) {
  const picture = await openInput(path, await temporaryFolder(), limits);
  const image = openPicture(picture, { size: picture, frames: false, grey: false, background: null, keepMetadata: false });
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)] as unknown as Colour;
  return { size: [info.width, info.height, picture.width, picture.height], at };
}

/** Says where a colour is not what it should be to the eye. */
export function expectColour([r, g, b, alpha]: Colour, wanted: Colour, where: string): void {
  const said = `${where}: ${[r, g, b, alpha].join()} for ${wanted.join()}`;
  expect.soft(colourDifference([r, g, b], [wanted[0], wanted[1], wanted[2]]), said).toBeLessThan(2);
  expect.soft(Math.abs((alpha as number) - (wanted[3] ?? 255)), said).toBeLessThanOrEqual(1);
}

/** For each file of a folder its size and the colour in the middle of each square, row by row. */
export const readExpected = async (folder: string): Promise<readonly (readonly [name: string, numbers: string])[]> =>
  Object.entries(JSON.parse(await readFile(`${folder}expected.json`, "utf8")) as Record<string, string>);

const squareSide = 8;

/** Compares a file with the numbers that stand for it. */
export async function expectSquares(path: string, numbers: string): Promise<void> {
  const [size = "", ...colours] = numbers.split(" ");
  const [width = 0, height = 0] = size.split("x").map(Number);
  const seen = await decode(path);
  expect(seen.size).toEqual([width, height, width, height]);
  const columns = width / squareSide;
  const middle = (place: number) => place * squareSide + squareSide / 2;
  for (const [index, colour] of colours.entries()) {
    const wanted = colour.split(",").map(Number) as unknown as Colour;
    expectColour(seen.at(middle(index % columns), middle(Math.floor(index / columns))), wanted, `square ${index}`);
  }
}

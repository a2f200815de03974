import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openPicture } from "../src/decode.ts";
import { openInput } from "../src/input/open-input.ts";
import { colourDifference } from "./colour-difference.ts";
import { limits, temporaryFolder } from "./run.ts";

type Colour = readonly [number, number, number, number?];
const folder = fileURLToPath(new URL("files/colour/", import.meta.url));
/** For each file its size and the colour in the middle of each square, row by row. */
const expected = Object.entries(JSON.parse(await readFile(join(folder, "expected.json"), "utf8")) as Record<string, string>);
const squareSide = 8;

/** The decoded pixels, in sRGB as every encoder is given them. */
async function decode(name: string) {
  const picture = await openInput(join(folder, name), await temporaryFolder(), limits);
  const image = openPicture(picture, { size: picture, frames: false, grey: false, background: null, keepMetadata: false });
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)] as unknown as Colour;
  return { picture, width: info.width, height: info.height, at };
}

describe("decoded colours are what another colour engine makes of the file", () => {
  it.each(expected)("%s", async (name, numbers) => {
    const [size = "", ...colours] = numbers.split(" ");
    const [width = 0, height = 0] = size.split("x").map(Number);
    const seen = await decode(name);
    expect([seen.width, seen.height, seen.picture.width, seen.picture.height]).toEqual([width, height, width, height]);
    const columns = width / squareSide;
    for (const [index, colour] of colours.entries()) {
      const wanted = colour.split(",").map(Number) as unknown as Colour;
      const middle = (place: number) => place * squareSide + squareSide / 2;
      const [r, g, b, alpha] = seen.at(middle(index % columns), middle(Math.floor(index / columns)));
      const where = `square ${index}: ${[r, g, b, alpha].join()} for ${wanted.join()}`;
      expect.soft(colourDifference([r, g, b], [wanted[0], wanted[1], wanted[2]]), where).toBeLessThan(2);
      expect.soft(Math.abs((alpha as number) - (wanted[3] ?? 255)), where).toBeLessThanOrEqual(1);
    }
  });
});

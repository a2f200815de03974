import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { runForOne, temporaryFolder } from "../run.ts";
import { decode, expectColour, expectSquares, readExpected } from "./squares.ts";

const folder = fileURLToPath(new URL("../files/heif/", import.meta.url));

describe("a HEIC is seen as it was painted", async () => {
  it.each(await readExpected(folder))("%s", (name, numbers) => expectSquares(join(folder, name), numbers));
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

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Colour, expectColour, readExpected } from "./input/squares.ts";
import { colourOf } from "./painting.ts";
import { look, runForOne } from "./run.ts";

const squareSide = 8;
const folders = ["colour", "heif", "jxl"].map((name) => fileURLToPath(new URL(`files/${name}/`, import.meta.url)));
const expected = (
  await Promise.all(folders.map(async (folder) => (await readExpected(folder)).map(([name, numbers]) => [folder, name, numbers] as const)))
).flat();
const recipes = [{ metadata: "strip" }, { metadata: "keep" }] as const;

describe("the file that is handed out shows what another colour engine makes of the original, to who knows nothing of profiles", () => {
  it.each(expected)("%s%s", async (folder, name, numbers) => {
    const [size = "", ...colours] = numbers.split(" ");
    const columns = Number(size.split("x")[0]) / squareSide;
    const file = await readFile(folder + name);
    for (const recipe of recipes) {
      const output = await runForOne(file, { formats: ["png"], quality: { encoder: 100 }, ...recipe });
      expect(`${output.width}x${output.height}`).toBe(size);
      const seen = await look(output.file);
      const middle = (place: number) => place * squareSide + squareSide / 2;
      for (const [index, colour] of colours.entries()) {
        const wanted = colour.split(",").map(Number) as unknown as Colour;
        const came = colourOf(seen, middle(index % columns), middle(Math.floor(index / columns)));
        expectColour(came, wanted, `${recipe.metadata}, square ${index}`);
      }
    }
  });
});

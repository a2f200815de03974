import { describe, expect, it } from "vitest";
import { inMemory, type Pixels } from "../../src/search/pixels.ts";
import { fewStripesOf, mosaicOf, someOf, stripesOf, unflattened } from "../../src/search/sample.ts";

/** Every pixel tells where it lies, in steps of 16. */
function grid(width: number, height: number): Pixels {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[(y * width + x) * 3] = x % 16;
      data[(y * width + x) * 3 + 1] = y % 16;
    }
  }
  return inMemory(data, { width, height }, 3);
}

/** True where every block of 16 by 16 of a part was one in the picture. */
async function isOnGrid(part: Pixels): Promise<boolean> {
  const data = await part.read(0, part.height);
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      const at = (y * part.width + x) * 3;
      if (data[at] !== x % 16 || data[at + 1] !== y % 16) return false;
    }
  }
  return true;
}

describe("a part of a large picture", () => {
  const large = grid(1201, 1003);
  it("is about a third of it, in whole rows, on the grid of its blocks", async () => {
    const stripes = await stripesOf(large);
    expect(stripes.width).toBe(1201);
    expect(stripes.height).toBe(3 * 128);
    expect(await isOnGrid(stripes)).toBe(true);
    for (const apart of [false, true]) expect(unflattened(large, 3, apart)).toBeGreaterThan(3);
  });
  it("is a twelfth of one above four megapixels, for a first look, and none of a smaller one", async () => {
    const few = await fewStripesOf(grid(2501, 1700));
    expect(few).toMatchObject({ width: 2501, height: 4 * 32 });
    expect(few !== null && (await isOnGrid(few))).toBe(true);
    expect(fewStripesOf(large)).toBeNull();
  });
  it("is known in its pieces, some of which are a part of it again", async () => {
    const stripes = await stripesOf(large);
    expect(stripes.pieces?.map(({ width, height }) => [width, height])).toEqual(Array.from({ length: 3 }, () => [1201, 128]));
    const some = await someOf(stripes);
    expect(some).toMatchObject({ width: 1201, height: 2 * 128 });
    expect(some !== null && (await isOnGrid(some))).toBe(true);
    const rows = async (part: Pixels) => (await part.read(0, part.height)).toString("latin1");
    expect(await rows(some as Pixels)).toContain(await rows(stripes.pieces?.[0] as Pixels));
  });
  it("is a square of tiles, on the grid, too", async () => {
    const mosaic = await mosaicOf(large);
    expect(mosaic).toMatchObject({ width: 512, height: 512 });
    expect(mosaic && (await isOnGrid(mosaic))).toBe(true);
  });
});

describe("a part of a picture of half a megapixel", () => {
  it("is half of it, in whole rows, on the grid", async () => {
    const stripes = await stripesOf(grid(768, 512));
    expect(stripes).toMatchObject({ width: 768, height: 256 });
    expect(await isOnGrid(stripes)).toBe(true);
  });
});

describe("a small picture", () => {
  const small = grid(300, 200);
  it("is its own sample, and no tiles are cut from it", async () => {
    expect(await stripesOf(small)).toBe(small);
    expect(await mosaicOf(small)).toBe(null);
    for (const apart of [false, true]) expect(unflattened(small, 3, apart)).toBe(3);
    expect(await someOf(await stripesOf(small))).toBeNull();
  });
});

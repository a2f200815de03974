import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { opaque, open } from "../fixtures.ts";
import { paint } from "../painting.ts";
import { runForOne } from "../run.ts";

/** The same in each run, and without a pattern. */
const noise = (place: number): number => [1, 2, 3].reduce((value) => Math.imul(value ^ (value >>> 15), 2_146_121_005) >>> 3, place);
const samplesOf = (file: Buffer) => sharp(file).ensureAlpha().toColourspace("srgb").raw().toBuffer();

describe("an exact PNG", () => {
  it("may lose the colours nobody sees, and keeps every pixel that shows in the least, and all its transparency", async () => {
    const veiled = paint({ width: 120, height: 90 }, (x, y) => [(x * 7) % 256, (y * 5) % 256, (x + y) % 256, Math.max(0, (x - 40) * 3)]);
    const output = await runForOne(await open(veiled).png({ compressionLevel: 1 }).toBuffer(), {
      formats: ["png"],
      quality: { target: 100 },
    });
    expect(output).toMatchObject({ lossless: true, score: 100 });
    const seen = await samplesOf(output.file);
    for (let at = 0; at < veiled.rgba.length; at += 4) {
      const from = veiled.rgba[at + 3] === 0 ? at + 3 : at;
      expect([...seen.subarray(from, at + 4)]).toEqual([...veiled.rgba.subarray(from, at + 4)]);
    }
  });
  it.each([
    [2, 1],
    [4, 2],
    [16, 4],
  ])("of %i colours has %i bits a pixel, and the very colours", async (colours, bits) => {
    const blocks = paint({ width: 96, height: 96 }, (x, y) => {
      // Without any order there is nothing to gain by a byte a pixel.
      const number = noise(x * 96 + y + 1) % colours;
      return [number * 15, 255 - number * 11, (number * 53) % 256, 255];
    });
    const output = await runForOne(await opaque(blocks).png({ compressionLevel: 1 }).toBuffer(), {
      formats: ["png"],
      quality: { target: 100 },
    });
    expect(output.file[24]).toBe(bits);
    expect((await samplesOf(output.file)).equals(Buffer.from(blocks.rgba))).toBe(true);
  });
});

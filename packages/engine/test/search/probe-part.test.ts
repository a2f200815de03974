import { describe, expect, it } from "vitest";
import { inMemory, type Pixels } from "../../src/search/pixels.ts";
import { probePart } from "../../src/search/probe-part.ts";
import { stripesOf } from "../../src/search/sample.ts";
import type { SearchTask } from "../../src/search/search-task.ts";
import { searchedCodecOf } from "../../src/search/searched-codecs.ts";

/** A sky, lighter towards the ground, with a little grain. */
function sky(width: number, height: number) {
  const data = Buffer.alloc(width * height * 3);
  let seed = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      seed = (seed * 16807) % 2147483647;
      const light = 40 + (170 * y) / height + (20 * x) / width + (seed % 23);
      for (const [channel, more] of [0, 10, 30].entries()) data[(y * width + x) * 3 + channel] = light + more;
    }
  }
  return inMemory(data, { width, height }, 3);
}

/** Of an AVIF, around what its pixels take. */
const headBytes = 310;

describe("the stripes of a picture", () => {
  const whole = sky(1201, 1003);
  const probe = (format: "jpeg" | "webp" | "avif", part: Pixels) => {
    const codec = searchedCodecOf(format, { pixels: whole.width * whole.height, target: 78 });
    const task = { job: { picture: { grey: false } }, format, codec } as unknown as SearchTask;
    return probePart(task, part, codec.chromas[0], 50, codec.probe);
  };

  it("are each written alone as AVIF, so that no seam is in any of them", async () => {
    const stripes = await stripesOf(whole);
    const alone = [];
    for (const piece of stripes.pieces ?? []) alone.push((await probe("avif", piece)).bytes);
    expect(alone).toHaveLength(3);
    expect((await probe("avif", stripes)).bytes).toBe(alone.reduce((sum, bytes) => sum + bytes, 0) - 2 * headBytes);
  });

  it.each(["jpeg", "webp"] as const)("are written as one %s", async (format) => {
    const { pieces: _, ...inOne } = await stripesOf(whole);
    expect((await probe(format, await stripesOf(whole))).bytes).toBe((await probe(format, inOne)).bytes);
  });

  it.each(["jpeg", "webp", "avif"] as const)("are scored row for row: without loss, %s would be perfect", async (format) => {
    const codec = searchedCodecOf(format, { pixels: whole.width * whole.height, target: 78 });
    const task = { job: { picture: { grey: false } }, format, codec } as unknown as SearchTask;
    const { score } = await probePart(task, await stripesOf(whole), codec.chromas[0], 50, (image) => image.png());
    expect(score).toBe(100);
  });
});

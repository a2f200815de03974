import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import type { FilmFormat } from "../../src/film/film-codecs.ts";
import { toFilm } from "../../src/film/to-film.ts";
import { readRiff } from "../../src/strip/riff.ts";
import { type Painting, paint } from "../painting.ts";

const size = { width: 40, height: 30 };
/** A bar before some stripes, few enough colours for a GIF; the same picture by the same number. */
const opaque = (at: number) =>
  paint(size, (x, y) => (x >= at * 3 && x < at * 3 + 6 ? [220, 60, 20, 255] : [40 + (x >> 3) * 30, 200 - (y >> 3) * 40, 120, 255]));
/** The bar alone, in nothing: what it leaves has to be cleared. */
const bare = (at: number) => paint(size, (x) => (x >= at * 3 && x < at * 3 + 6 ? [220, 40 + at * 9, 20, 255] : [0, 0, 0, 0]));
const roll = (frames: readonly Painting[]): Sharp =>
  sharp(Buffer.concat(frames.map(({ rgba }) => rgba)), {
    raw: { ...size, height: size.height * frames.length, channels: 4, pageHeight: size.height },
  });

async function framesOf(film: Buffer): Promise<readonly Buffer[]> {
  const data = await sharp(film, { pages: -1 }).ensureAlpha().raw().toBuffer();
  const bytes = size.width * size.height * 4;
  return Array.from({ length: data.length / bytes }, (_, frame) => data.subarray(frame * bytes, (frame + 1) * bytes));
}
/** What is seen: colour under full transparency is nobody's. */
const seen = (rgba: Uint8Array) => Buffer.from(rgba.map((value, place) => (rgba[place | 3] === 0 ? 0 : value)));
const timed = (frames: readonly unknown[], loop = 0) => ({ delays: frames.map((_, frame) => 20 + ((frame * 7) % 5) * 110), loop });

/** Numbers of pictures: equal ones are equal frames. */
const orders = [
  ["in the middle", [0, 1, 1, 1, 2]],
  ["at the beginning", [0, 0, 0, 1, 2]],
  ["at the end", [0, 1, 2, 2, 2]],
  ["everywhere", [0, 0, 1, 1, 2, 2, 0, 0, 3, 3]],
  ["only, of two", [4, 4]],
  ["only, of many", Array.from({ length: 12 }, () => 1)],
  ["nowhere", [0, 1, 2, 3]],
] as const;
const pictures = [
  ["opaque", opaque],
  ["with alpha", bare],
] as const;
const ways: readonly (readonly [string, FilmFormat, (image: Sharp) => Sharp])[] = [
  ["WebP without loss", "webp", (image) => image.webp({ lossless: true, minSize: true })],
  ["WebP without loss, with key frames", "webp", (image) => image.webp({ lossless: true })],
  ["GIF", "gif", (image) => image.gif({ dither: 0 })],
];

describe.each(ways)("a film as %s", (_, format, way) => {
  describe.each(pictures)("%s", (_, picture) => {
    it.each(orders)("has every frame, its time and its pixels where equal ones are %s", async (_, order) => {
      const frames = order.map(picture);
      const timing = timed(frames, 3);
      const film = await toFilm(way(roll(frames)), format, timing);
      expect(await sharp(film).metadata()).toMatchObject({ format, pages: frames.length, delay: timing.delays, loop: 3, ...size });
      const shown = await framesOf(film);
      for (const [frame, { rgba }] of frames.entries())
        expect(seen(shown[frame] as Buffer).equals(seen(rgba)), `frame ${frame}`).toBe(true);
    });
  });
  it.each([0, 1, 3, 65_535])("is shown as often, though it is one picture (loop %i)", async (loop) => {
    const frames = [1, 1, 1].map(opaque);
    const film = await toFilm(way(roll(frames)), format, timed(frames, loop));
    expect(await sharp(film).metadata()).toMatchObject({ pages: 3, loop });
  });
  it("keeps times that sharp would not take or would change", async () => {
    const timing = { delays: [0, 10, 655_350, 70_000, 20], loop: 0 };
    const film = await toFilm(way(roll([0, 0, 1, 1, 2].map(opaque))), format, timing);
    expect((await sharp(film).metadata()).delay).toEqual(timing.delays);
  });
});

describe("a WebP of frames that it cannot tell apart at its quality", () => {
  /** Grain of one step, another one each time. */
  const grain = (frame: number) => paint(size, (x, y) => [100 + ((x * 7 + y * 13 + frame * 29) % 5 === 0 ? 1 : 0), 120 + y, 140 - x, 255]);
  const way = (image: Sharp) => image.webp({ quality: 15, minSize: true });

  it.each([
    ["nearly equal", [0, 1, 2, 3, 4].map(grain)],
    ["nearly equal but for one", [grain(0), grain(1), opaque(3), grain(2), grain(3)]],
    ["partly nothing", [0, 0, 3, 3, 6, 6].map(bare)],
  ])("shows each at its time, as it does where it merges them: %s", async (_, frames) => {
    const merged = await way(roll(frames)).webp({ delay: 100 }).toBuffer();
    const { pages = 1, delay = [frames.length * 100] } = await sharp(merged).metadata();
    expect(pages).toBeLessThan(frames.length);
    const meant = (await framesOf(merged)).flatMap((pixels, frame) => Array.from({ length: (delay[frame] as number) / 100 }, () => pixels));
    const film = await toFilm(way(roll(frames)), "webp", timed(frames, 1));
    expect(await sharp(film).metadata()).toMatchObject({ pages: frames.length, delay: timed(frames).delays, loop: 1 });
    const shown = await framesOf(film);
    for (const [frame, pixels] of meant.entries()) expect(seen(shown[frame] as Buffer).equals(seen(pixels)), `frame ${frame}`).toBe(true);
  });
  it("pays forty bytes a frame for it", async () => {
    const weigh = async (count: number) => {
      const frames = Array.from({ length: count }, () => opaque(2));
      return (await toFilm(way(roll(frames)), "webp", timed(frames))).length;
    };
    expect((await weigh(12)) - (await weigh(2))).toBe(400);
  });
  it("says in its header that it has alpha, and keeps profile and notes in their places", async () => {
    const frames = [2, 2, 2].map(opaque);
    const film = await toFilm(
      way(roll(frames))
        .withIccProfile("p3")
        .withExif({ IFD0: { Artist: "Ada" } }),
      "webp",
      timed(frames),
    );
    const chunks = readRiff(film) ?? [];
    expect(chunks.map(({ type }) => type)).toEqual(["VP8X", "ICCP", "ANIM", "ANMF", "ANMF", "ANMF", "EXIF"]);
    expect((chunks[0]?.body[0] as number) & 0x32).toBe(0x32);
    expect((await sharp(film).metadata()).exif?.includes("Ada")).toBe(true);
  });
});

import type { Size } from "../src/picture.ts";

/** Pixels as red, green, blue, alpha in 8-bit sRGB: what a picture is meant to look like, worked out without any decoder. */
export interface Painting extends Size {
  readonly rgba: Uint8Array;
}

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Paints each pixel by a formula. */
export function paint({ width, height }: Size, colourAt: (x: number, y: number) => Colour): Painting {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set(colourAt(x, y).map(Math.round), (y * width + x) * 4);
  return { width, height, rgba };
}

/** Smooth, without symmetry: every turn and mirror of it differs, and no encoder has trouble with it. */
export const landscape = paint({ width: 96, height: 64 }, (x, y) => [60 + x * 1.5, 70 + y * 1.8, 150 - x * 0.6 - y * 0.4, 255]);
/** The same, fading to nothing on the left. */
export const fading = recolour(landscape, ([r, g, b], x) => [r, g, b, Math.min(255, x * 4)]);
export const greyLandscape = recolour(landscape, ([, g]) => [g, g, g, 255]);
export const greyFading = recolour(landscape, ([, g], x) => [g, g, g, Math.min(255, x * 4)]);
/** Black and white stripes, one bit a pixel. */
export const stripes = paint({ width: 96, height: 64 }, (x, y) => ((x + y * 2) % 16 < 5 ? [0, 0, 0, 255] : [255, 255, 255, 255]));
/** A drawing of few colours, one of them half transparent. */
export const drawing = paint({ width: 96, height: 64 }, (x, y) =>
  x < 30 ? [200, 30, 40, 128] : y < 20 ? [20, 90, 160, 255] : x + y < 90 ? [250, 220, 60, 255] : [0, 0, 0, 0],
);
/** Grain over everything, as from a sensor; the same one each time. */
export const noise = paint({ width: 128, height: 96 }, noisy(0.9));
export const photo = paint({ width: 320, height: 240 }, noisy(0.06));

function noisy(share: number): (x: number, y: number) => Colour {
  let state = 1;
  const grain = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return ((state >> 16) / 0x7f_ff - 0.5) * 2 * share * 127;
  };
  return (x, y) => {
    const grey = grain();
    const colour = [128 + 60 * Math.sin(x / 40), 120 + 50 * Math.cos(y / 30), 110 + 40 * Math.sin((x + y) / 50)];
    return [...colour.map((value) => Math.max(0, Math.min(255, value + grey))), 255] as unknown as Colour;
  };
}

export function recolour(painting: Painting, change: (colour: Colour, x: number, y: number) => Colour): Painting {
  return paint(painting, (x, y) => change(colourOf(painting, x, y), x, y));
}

export function colourOf({ width, rgba }: Painting, x: number, y: number): Colour {
  const start = (y * width + x) * 4;
  return [...rgba.subarray(start, start + 4)] as unknown as Colour;
}

/** Lays a colour under whatever is transparent. */
export function over(painting: Painting, background: readonly [number, number, number]): Painting {
  const blend = (value: number, alpha: number, under: number) => (value * alpha + under * (255 - alpha)) / 255;
  return recolour(painting, ([r, g, b, a]) => [blend(r, a, background[0]), blend(g, a, background[1]), blend(b, a, background[2]), 255]);
}

/** How a painting must be stored so that a viewer who obeys the EXIF orientation sees it upright. */
export function storedFor(orientation: number, painting: Painting): Painting {
  const { width, height } = painting;
  const turned = orientation >= 5;
  const size = turned ? { width: height, height: width } : { width, height };
  const [right, bottom] = [width - 1, height - 1];
  // For each orientation: where the stored pixel (x, y) lies in the upright picture, by the EXIF standard's table.
  const upright: readonly ((x: number, y: number) => [number, number])[] = [
    (x, y) => [x, y],
    (x, y) => [right - x, y],
    (x, y) => [right - x, bottom - y],
    (x, y) => [x, bottom - y],
    (x, y) => [y, x],
    (x, y) => [right - y, x],
    (x, y) => [right - y, bottom - x],
    (x, y) => [y, bottom - x],
  ];
  return paint(size, (x, y) => colourOf(painting, ...(upright[orientation - 1] as (x: number, y: number) => [number, number])(x, y)));
}

/** The mean difference of a channel, as an eye would see it: both over mid-grey, so that hidden colours do not count. */
export function difference(a: Painting, b: Painting): number {
  const [one, other] = [over(a, [128, 128, 128]).rgba, over(b, [128, 128, 128]).rgba];
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] as number)), 0) / ((one.length / 4) * 3);
}

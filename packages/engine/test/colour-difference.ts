type Rgb = readonly [red: number, green: number, blue: number];
export type Lab = readonly [lightness: number, a: number, b: number];

/** How far two colours of 8-bit sRGB are apart to the eye. */
export const colourDifference = (one: Rgb, other: Rgb): number => labDifference(toLab(one), toLab(other));

/** The same of two colours of Lab: CIEDE2000, whose 1 is just seen. */
export function labDifference([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanChroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const greyer = 1 + 0.5 * (1 - Math.sqrt(meanChroma ** 7 / (meanChroma ** 7 + 25 ** 7)));
  const [c1, c2] = [Math.hypot(a1 * greyer, b1), Math.hypot(a2 * greyer, b2)];
  const [h1, h2] = [hue(a1 * greyer, b1), hue(a2 * greyer, b2)];
  const turn = c1 * c2 === 0 ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const [lightness, chroma] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const meanHue = c1 * c2 === 0 ? h1 + h2 : (h1 + turn / 2 + 360) % 360;
  const weight = 1 - 0.17 * cos(meanHue - 30) + 0.24 * cos(2 * meanHue) + 0.32 * cos(3 * meanHue + 6) - 0.2 * cos(4 * meanHue - 63);
  const bent = -2 * Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)) * Math.sin(radians(60 * Math.exp(-(((meanHue - 275) / 25) ** 2))));
  const dl = (l2 - l1) / (1 + (0.015 * (lightness - 50) ** 2) / Math.sqrt(20 + (lightness - 50) ** 2));
  const dc = (c2 - c1) / (1 + 0.045 * chroma);
  const dh = (2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn / 2))) / (1 + 0.015 * chroma * weight);
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + bent * dc * dh);
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const cos = (degrees: number): number => Math.cos(radians(degrees));
const hue = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360);

function toLab(colour: Rgb): [number, number, number] {
  const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  const curl = (value: number) => (value > (6 / 29) ** 3 ? Math.cbrt(value) : value / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = curl((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = curl(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = curl((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

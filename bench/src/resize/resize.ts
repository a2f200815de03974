import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type RecipeInput, recipe } from "@pixpress/contracts";
import { compress } from "@pixpress/engine";
import { score } from "@pixpress/ssimulacra2";
import sharp, { type ResizeOptions, type Sharp } from "sharp";
import { corpus } from "../corpus.ts";
import { median } from "../pairs.ts";
import { type Pixels, scaleExactly } from "./lanczos.ts";

const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };
const sets = ["kodak", "photos", "graphics"];
const scales = [0.75, 0.5, 0.25, 0.1];

type Size = Pick<Pixels, "width" | "height">;

/** A way of scaling: to pixels for the score, and to the same JPEG as all others for the price. */
interface Way {
  readonly pixels: (file: string, size: Size) => Promise<Pixels>;
  readonly jpeg: (file: string, size: Size) => Promise<unknown>;
}

const bySharp = (options: ResizeOptions): Way => {
  const open = (file: string, size: Size) =>
    sharp(file)
      .autoOrient()
      .resize({ ...size, fit: "fill", ...options })
      .toColourspace("srgb");
  return {
    pixels: (file, size) => flat(open(file, size)),
    jpeg: (file, size) => open(file, size).jpeg({ quality: 80, mozjpeg: true }).toBuffer(),
  };
};

/** What is compared; the second is what the engine did before it went to linear light. */
const ways: Readonly<Record<string, Way>> = {
  "sharp's default": bySharp({}),
  "on sRGB's numbers": bySharp({ fastShrinkOnLoad: false }),
  pixpress: {
    pixels: (file, { width }) => byEngine(file, { formats: ["png"], quality: { encoder: 100 }, maxWidth: width }),
    jpeg: (file, { width }) => byEngine(file, { formats: ["jpeg"], quality: { encoder: 80 }, maxWidth: width }),
  },
};

interface Figures {
  readonly scores: number[];
  cpuSeconds: number;
}

/**
 * How near scaling comes to Lanczos3 in linear light, by SSIMULACRA2, and what it costs. `QUALITY_EVERY=n` takes every nth image,
 * `QUALITY_SETS` some sets. Pictures with transparency are left out: a reference would have to take sides on what lies under it.
 */
export async function benchResize(): Promise<boolean> {
  const every = Number(process.env["QUALITY_EVERY"] ?? 1);
  console.log(
    `| set | images | scaled to | ${Object.keys(ways)
      .flatMap((way) => [way, "CPU"])
      .join(" | ")} |`,
  );
  let reached = true;
  for (const set of sets.filter((name) => (process.env["QUALITY_SETS"] ?? name).split(",").includes(name))) {
    const files = [];
    for (const file of corpus(set)) if (!(await sharp(file).metadata()).hasAlpha) files.push(file);
    const chosen = files.filter((_, index) => index % every === 0);
    for (const scale of scales) reached = (await compare(set, chosen, scale)) && reached;
  }
  return reached;
}

async function compare(set: string, files: readonly string[], scale: number): Promise<boolean> {
  const figures = new Map(Object.keys(ways).map((way): [string, Figures] => [way, { scores: [], cpuSeconds: 0 }]));
  let megapixels = 0;
  let images = 0;
  for (const file of files) {
    const whole = await flat(sharp(file).autoOrient().toColourspace("srgb"));
    const width = Math.round(whole.width * scale);
    const size = { width, height: Math.round(whole.height * (width / whole.width)) };
    if (Math.min(size.width, size.height) < 8) continue;
    images += 1;
    megapixels += (whole.width * whole.height) / 1e6;
    const exact = scaleExactly(whole, size);
    for (const [name, way] of Object.entries(ways)) {
      const before = process.cpuUsage();
      await way.jpeg(file, size);
      const used = process.cpuUsage(before);
      const scaled = await way.pixels(file, size);
      const figure = figures.get(name) as Figures;
      figure.cpuSeconds += (used.user + used.system) / 1e6;
      if (scaled.height !== exact.height) throw new Error(`${basename(file)}: ${scaled.height} rows, not ${exact.height}`);
      figure.scores.push(score({ ...exact, channels: 3 }, { ...scaled, channels: 3 }));
    }
  }
  const cells = [...figures.values()].flatMap(({ scores, cpuSeconds }) => [tell(scores), ((cpuSeconds * 1000) / megapixels).toFixed(0)]);
  console.log(`| ${set} | ${images} | ${scale} | ${cells.join(" | ")} |`);
  const medians = [...figures.values()].map(({ scores }) => median(scores));
  return (medians.at(-1) as number) >= Math.max(...medians);
}

const tell = (scores: readonly number[]): string => `${median(scores).toFixed(1)} / ${Math.min(...scores).toFixed(1)}`;

async function flat(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

async function byEngine(input: string, wanted: RecipeInput): Promise<Pixels> {
  const outputFolder = mkdtempSync(join(tmpdir(), "pixpress-resize-"));
  try {
    const [output] = (await compress({ input, outputFolder, recipe: recipe.parse(wanted), limits })).outputs;
    if (output === undefined) throw new Error(`nothing came of ${input}`);
    return await flat(sharp(output.path).toColourspace("srgb"));
  } finally {
    rmSync(outputFolder, { recursive: true });
  }
}

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { recipe } from "@pixpress/contracts";
import { compress, type EngineOutput } from "@pixpress/engine";
import sharp from "sharp";
import { corpus } from "./corpus.ts";

const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };
const budgets = [50_000, 100_000, 200_000];
const formats = ["jpeg", "webp", "avif"] as const;
type Format = (typeof formats)[number];
/** The goals (issue 6): within the budget always, full in nine of ten feasible cases, in at most so many encodes. */
const goals = { full: 0.9, share: 0.9, encodes: 8 };
/** Parts of the photographs, so that there are fifty pictures: these sides, at these shares of what is left over. */
const part = { width: 1600, height: 1200 };
const places = [0.2, 0.8];
const pictures = 50;

/** One picture as one format within one budget. */
interface Case {
  readonly name: string;
  readonly format: Format;
  readonly maxBytes: number;
  readonly output: EngineOutput;
  /** By the file itself. */
  readonly bytes: number;
  /** True where the lowest quality fits. */
  readonly canFit: boolean;
  /** True where besides the highest quality fills: a file of nine tenths and more might exist. */
  readonly feasible: boolean;
}

/**
 * How well `maxBytes` is kept to and made use of, on fifty pictures: kodak, the photographs, and parts of those. `QUALITY_FORMATS` takes some formats
 * (JPEG by default), `QUALITY_EVERY=n` every nth picture, `QUALITY_FROM=n` those from the nth on.
 */
export async function benchMaxBytes(): Promise<boolean> {
  const every = Number(process.env["QUALITY_EVERY"] ?? 1);
  const from = Number(process.env["QUALITY_FROM"] ?? 0);
  const wanted = formats.filter((format) => (process.env["QUALITY_FORMATS"] ?? "jpeg").split(",").includes(format));
  const folder = mkdtempSync(join(tmpdir(), "pixpress-max-bytes-"));
  const cases: Case[] = [];
  try {
    for (const [index, make] of fifty().entries()) {
      if (index % every !== 0 || index < from) continue;
      const { name, input } = await make(folder);
      for (const format of wanted) cases.push(...(await tryAll(name, input, format, folder)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log("| codec | budget | pictures | within | feasible | at least 90 % full | encodes mean / max | |");
  console.log("|---|---|---|---|---|---|---|---|");
  const rows = wanted.flatMap((format) =>
    budgets.map((maxBytes) => cases.filter((one) => one.format === format && one.maxBytes === maxBytes)),
  );
  for (const row of rows) tell(row);
  return wanted.map((format) => tell(cases.filter((one) => one.format === format))).every(Boolean);
}

type Make = (folder: string) => Promise<{ readonly name: string; readonly input: string }>;

/** Kodak and the photographs as they are, then parts of the photographs, until there are fifty. */
function fifty(): readonly Make[] {
  const whole = [...corpus("kodak"), ...corpus("photos")].map(
    (input): Make =>
      async () => ({ name: basename(input), input }),
  );
  const parts = places.flatMap((place) =>
    corpus("photos").map(
      (file): Make =>
        (folder) =>
          cut(file, place, folder),
    ),
  );
  return [...whole, ...parts].slice(0, pictures);
}

async function cut(file: string, place: number, folder: string) {
  const upright = await sharp(file).autoOrient().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  const { width, height } = upright.info;
  const size = { width: Math.min(width, part.width), height: Math.min(height, part.height) };
  const left = Math.round((width - size.width) * place);
  const top = Math.round((height - size.height) * place);
  const input = join(folder, "part.png");
  await sharp(upright.data, { raw: upright.info })
    .extract({ ...size, left, top })
    .png({ compressionLevel: 1 })
    .toFile(input);
  return { name: `${basename(file)} at ${place}`, input };
}

async function tryAll(name: string, input: string, format: Format, folder: string): Promise<Case[]> {
  const [least, most] = [await weigh(input, format, "lowest"), await weigh(input, format, "highest")];
  const cases: Case[] = [];
  for (const maxBytes of budgets) {
    const outputFolder = mkdtempSync(join(folder, "out-"));
    const { outputs } = await compress({ input, outputFolder, recipe: recipe.parse({ formats: [format], maxBytes }), limits });
    const output = outputs[0] as EngineOutput;
    const { size: bytes } = statSync(output.path);
    rmSync(outputFolder, { recursive: true });
    const canFit = least <= maxBytes;
    const one = { name, format, maxBytes, output, bytes, canFit, feasible: canFit && most >= goals.full * maxBytes };
    cases.push(one);
    tellCase(one);
  }
  return cases;
}

/** What the engine's lowest and highest setting of a format come to. */
async function weigh(input: string, format: Format, end: "lowest" | "highest"): Promise<number> {
  const image = sharp(input).autoOrient().toColourspace("srgb");
  const [quality, chromaSubsampling] = end === "lowest" ? [1, "4:2:0"] : [format === "avif" ? 98 : 100, "4:4:4"];
  if (format === "jpeg") return (await image.jpeg({ quality, chromaSubsampling, mozjpeg: true }).toBuffer()).length;
  if (format === "webp") return (await image.webp({ quality }).toBuffer()).length;
  return (await image.avif({ quality, effort: 0, chromaSubsampling: "4:4:4" }).toBuffer()).length;
}

const isWithin = ({ bytes, maxBytes }: Case) => bytes <= maxBytes;
const isFull = ({ bytes, maxBytes }: Case) => bytes >= goals.full * maxBytes;

function tellCase({ name, format, maxBytes, output, bytes, feasible }: Case): void {
  const said = `q${output.encoderQuality} ${output.chroma ?? ""} scores ${output.score?.toFixed(1)}, ${output.encodes} encodes, ${output.seconds.toFixed(1)} s`;
  const note = feasible ? "" : " (not feasible)";
  console.log(`    ${name} as ${format} in ${maxBytes / 1000} kB: ${((100 * bytes) / maxBytes).toFixed(1)} %, ${said}${note}`);
}

function tell(cases: readonly Case[]): boolean {
  const [first] = cases;
  if (first === undefined) return true;
  const feasible = cases.filter((one) => one.feasible);
  const within = cases.filter(isWithin);
  const full = feasible.filter((one) => isWithin(one) && isFull(one));
  const encodes = cases.map(({ output }) => output.encodes ?? 0);
  const mean = encodes.reduce((sum, count) => sum + count, 0) / encodes.length;
  const most = Math.max(...encodes);
  const kept = cases.every((one) => isWithin(one) === one.output.targetMet && (isWithin(one) || !one.canFit));
  const reached = kept && full.length >= goals.share * feasible.length && most <= goals.encodes;
  const budget = cases.every(({ maxBytes }) => maxBytes === first.maxBytes) ? `${first.maxBytes / 1000} kB` : "all";
  const shares = `${within.length} | ${feasible.length} | ${full.length} | ${mean.toFixed(1)} / ${most}`;
  console.log(`| ${first.format} | ${budget} | ${cases.length} | ${shares} | ${reached ? "reached" : "missed"} |`);
  return reached;
}

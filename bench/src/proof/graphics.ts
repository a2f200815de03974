import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remember } from "./cache.ts";
import { geometricMean, sum, table } from "./figures.ts";
import { judge } from "./judge.ts";
import { type Original, originals } from "./originals.ts";
import { ownPoint } from "./points.ts";
import { tellSection } from "./section.ts";
import { runTool } from "./tools.ts";

const target = 80;
const rivalQualities = [20, 40, 60, 80, 100];
const goals = { lossless: 0.87, palette: 0.37 };

/** PNG alone, over the graphics: lossless and at 80 against the input, and against pngquant and optipng at a score of 80, side by side. */
export async function benchGraphics(): Promise<boolean> {
  const pictures = await originals("graphics");
  const made: Record<"input" | "lossless" | "palette" | "rival", number>[] = [];
  for (const original of pictures) {
    const lossless = await ownPoint(original, { formats: ["png"], quality: { target: 100 } }, { asItCame: true });
    const palette = await ownPoint(original, { formats: ["png"], quality: { target } }, { asItCame: true });
    const rival = await rivalAtTarget(original);
    made.push({ input: original.inputBytes, lossless: lossless.bytes, palette: palette.bytes, rival });
    console.log(`    ${original.name}: ${lossless.bytes} and ${palette.bytes} of ${original.inputBytes}, pngquant and optipng ${rival}`);
  }
  const total = (of: "lossless" | "palette" | "rival") => sum(made.map((one) => one[of]));
  const mean = (of: "lossless" | "palette" | "rival") => geometricMean(made.map((one) => one[of] / one.input));
  const row = (name: string, of: "lossless" | "palette" | "rival", goal: string) => [
    name,
    made.length,
    mean(of).toFixed(3),
    goal,
    total(of).toLocaleString("en"),
  ];
  const rows = [
    row("pixpress, lossless PNG", "lossless", `${goals.lossless}`),
    row(`pixpress, PNG at ${target}`, "palette", `${goals.palette}`),
    row(`pngquant + optipng at ${target}`, "rival", ""),
  ];
  tellSection("graphics", table(["what", "images", "over the input, geometric mean", "goal", "bytes in total"], rows));
  return mean("lossless") <= goals.lossless && mean("palette") <= goals.palette && total("palette") <= total("rival");
}

/** The smallest of pngquant's files that scores the target, packed by optipng; optipng's alone where none does; never above the input. */
function rivalAtTarget(original: Original): Promise<number> {
  return remember(`pngquant ${original.name} at ${target}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "pixpress-graphics-"));
    try {
      const best = await smallestPalette(original, folder);
      const packed = join(folder, "packed.png");
      copyFileSync(best ?? original.input, packed);
      await runTool("optipng", ["-quiet", packed]);
      return Math.min(statSync(packed).size, original.inputBytes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

async function smallestPalette({ lossless }: Original, folder: string): Promise<string | null> {
  const reaching = [];
  for (const quality of rivalQualities) {
    const file = join(folder, `${quality}.png`);
    await runTool("pngquant", ["--quality", `0-${quality}`, "--output", file, lossless]);
    if ((await judge(lossless, file, { butteraugli: false })).score >= target) reaching.push(file);
  }
  return reaching.toSorted((a, b) => statSync(a).size - statSync(b).size)[0] ?? null;
}

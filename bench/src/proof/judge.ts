import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { score } from "@pixpress/ssimulacra2";
import sharp from "sharp";
import { runTool } from "./tools.ts";

/** How close a file is to its original, by two metrics that know nothing of each other. */
export interface Verdict {
  /** SSIMULACRA2; with alpha over grey and over white, the worse. */
  readonly score: number;
  /** Butteraugli's 3-norm by libjxl's own tool, smaller is closer; over grey and over white likewise. Null where it was not asked. */
  readonly butteraugli: number | null;
}

/** Judges a file by a full decode of both, apart from the engine. */
export async function judge(original: string, file: string, { butteraugli }: { readonly butteraugli: boolean }): Promise<Verdict> {
  const [reference, distorted] = await Promise.all([read(original), read(file)]);
  return { score: score(reference, distorted), butteraugli: butteraugli ? await butteraugliOf(original, file) : null };
}

async function read(file: string) {
  const image = sharp(file, { limitInputPixels: false }).toColourspace("srgb");
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4 as const };
}

async function butteraugliOf(original: string, file: string): Promise<number> {
  const { isOpaque } = await sharp(original).stats();
  const folder = mkdtempSync(join(tmpdir(), "pixpress-judge-"));
  try {
    const norms = [];
    for (const background of isOpaque ? ["#ffffff"] : ["#ffffff", "#808080"]) {
      const pictures = [join(folder, "original.ppm"), join(folder, "file.ppm")] as const;
      await writePpm(original, background, pictures[0]);
      await writePpm(file, background, pictures[1]);
      const told = await runTool("butteraugli_main", [...pictures, "--pnorm", "3"]);
      const norm = /3-norm: ([\d.]+)/.exec(told)?.[1];
      if (norm === undefined) throw new Error(`butteraugli_main said ${told}`);
      norms.push(Number(norm));
    }
    return Math.max(...norms);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The plainest file there is: neither decoder nor profile can come between. */
async function writePpm(file: string, background: string, to: string): Promise<void> {
  const { data, info } = await sharp(file).toColourspace("srgb").flatten({ background }).raw().toBuffer({ resolveWithObject: true });
  const rgb = info.channels === 3 ? data : await sharp(data, { raw: info }).toColourspace("srgb").removeAlpha().raw().toBuffer();
  writeFileSync(to, Buffer.concat([Buffer.from(`P6\n${info.width} ${info.height}\n255\n`), rgb]));
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureDebianCommand } from "@pixpress/test-servers/install";

const run = promisify(execFile);

/** Every tool of others that the proof runs, with Debian's package for it. */
const packages = {
  butteraugli_main: "libjxl-devtools",
  cwebp: "webp",
  guetzli: "guetzli",
  jpegoptim: "jpegoptim",
  optipng: "optipng",
  pngquant: "pngquant",
} as const satisfies Record<string, string>;
export type Tool = keyof typeof packages;

/** Runs a tool, installed where that is needed and possible, and answers what it printed. */
export async function runTool(tool: Tool, args: readonly string[]): Promise<string> {
  const { stdout } = await run(ensureDebianCommand(tool, packages[tool]), args);
  return stdout;
}

/** Runs a line of Python with Debian's Pillow, whatever other Python comes first on PATH. */
export async function runPillow(line: string, args: readonly string[]): Promise<void> {
  const python = "/usr/bin/python3";
  await run(python, ["-c", "import PIL"]).catch(() => run("sh", ["-c", installPillow]));
  await run(python, ["-c", `import sys; from PIL import Image; ${line}`, ...args]);
}

const installPillow = "apt-get update -qq && apt-get install -y --no-install-recommends python3-pil";

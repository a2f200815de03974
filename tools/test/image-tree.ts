import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import type { Stage } from "./dockerfile.ts";
import { root } from "./root.ts";

/** Makes the file trees of the Dockerfile's stages outside a container, each in a folder of its own: COPY by copying, RUN by running. */
export class ImageTrees {
  readonly #stages: Map<string, Stage>;
  readonly #folder: string;
  readonly #made = new Map<string, string>();

  constructor(stages: Map<string, Stage>, folder: string) {
    this.#stages = stages;
    this.#folder = folder;
    mkdirSync(join(folder, "bin"));
    symlinkSync(process.execPath, join(folder, "bin", "node"));
    const pnpm = join(root, "node_modules", "pnpm", "bin", "pnpm.cjs");
    writeFileSync(join(folder, "bin", "pnpm"), `#!/bin/sh\nexec "${process.execPath}" "${pnpm}" "$@"\n`, { mode: 0o755 });
  }

  /** The folder that stands for `/` of a stage. */
  make(name: string): string {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const stage = this.#stages.get(name);
    if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
    const tree = join(this.#folder, name);
    mkdirSync(tree);
    if (this.#stages.has(stage.from)) linkTree(this.make(stage.from), tree);
    let workdir = this.#stages.has(stage.from) ? "/app" : "/";
    for (const { instruction, text } of stage.steps) {
      if (instruction === "WORKDIR") workdir = text;
      mkdirSync(join(tree, workdir), { recursive: true });
      if (instruction === "COPY") this.#copy(text, tree, workdir);
      if (instruction === "RUN" && !installsTools(text)) this.#run(text, tree, workdir);
    }
    this.#made.set(name, tree);
    return tree;
  }

  #copy(text: string, tree: string, workdir: string): void {
    const words = text.split(" ");
    const stage = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
    const paths = words.filter((word) => !word.startsWith("--"));
    const target = paths.pop() ?? "";
    const place = target.startsWith("/") ? join(tree, target) : join(tree, workdir, target);
    for (const path of paths) {
      const source = stage === undefined ? join(root, path) : join(this.make(stage), path);
      if (stage === undefined && isIgnored(path)) throw new Error(`.dockerignore keeps ${path} out`);
      if (!existsSync(source)) throw new Error(`there is no ${path} to copy`);
      const into = target.endsWith("/") ? join(place, basename(path)) : place;
      if (stage === undefined) cpSync(source, into, { recursive: true, filter: (file) => !isIgnored(relative(root, file)) });
      else linkTree(source, into);
    }
  }

  #run(text: string, tree: string, workdir: string): void {
    const { PATH = "", HOME = "" } = process.env;
    const command = text.replaceAll("/app/", `${tree}/app/`);
    const env = { PATH: `${join(this.#folder, "bin")}:${PATH}`, HOME, CI: "true" };
    execFileSync("sh", ["-e", "-c", command], { cwd: join(tree, workdir), env, stdio: ["ignore", "pipe", "pipe"] });
  }
}

/** A copy whose files are the same on disk: nothing writes into a file that is there already. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  execFileSync("cp", ["-RPl", `${from}/.`, to]);
}

/** What belongs to the machine and not to the tree; the tests look at these lines themselves. */
const installsTools = (text: string) => /^(apt-get|npm install --global) /.test(text);

/** As .dockerignore is read: all is out but what it names, and of that no folder and file of certain names. */
function isIgnored(path: string): boolean {
  const patterns = readFileSync(join(root, ".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [first = "", ...rest] = path.split(sep);
  if (!patterns.includes(`!${first}`)) return true;
  return rest.some((segment) => patterns.includes(`**/${segment}`));
}

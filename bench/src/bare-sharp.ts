import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { cpuSeconds } from "./process-figures.ts";

export interface BareTask {
  readonly input: string;
  readonly output: string;
  readonly quality: number;
}

/** Bare sharp in `processes` processes that live on between runs, each taking the next file when it is done with one. */
export class BareSharp {
  readonly #children: ChildProcess[];

  constructor(processes: number) {
    const file = new URL("./bare-sharp-child.ts", import.meta.url);
    this.#children = Array.from({ length: processes }, () => fork(file, { stdio: "inherit" }));
  }

  get pids(): readonly number[] {
    return this.#children.map(({ pid }) => pid ?? 0);
  }

  /** User and system seconds of its processes since they began. */
  cpuSeconds(): number {
    return this.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  }

  /** Writes into a new folder of `parent`: to overwrite a file costs more than to make one. */
  async run(files: readonly string[], parent: string, quality: number): Promise<void> {
    const folder = mkdtempSync(join(parent, "bare-"));
    const queue = files.entries();
    await Promise.all(this.#children.map((child) => work(child, queue, folder, quality)));
  }

  close(): void {
    for (const child of this.#children) child.disconnect();
  }
}

async function work(child: ChildProcess, queue: IterableIterator<[number, string]>, folder: string, quality: number): Promise<void> {
  for (const [index, input] of queue) {
    child.send({ input, output: join(folder, `${index}.jpg`), quality } satisfies BareTask);
    await once(child, "message");
  }
}

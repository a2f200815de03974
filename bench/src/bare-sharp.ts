import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface BareTask {
  readonly input: string;
  readonly output: string;
  readonly quality: number;
}

export interface Run {
  readonly seconds: number;
  /** User and system seconds of the children, for the run alone. */
  readonly cpuSeconds: number;
}

/** Bare sharp in `processes` processes that live on between runs, each taking the next file when it is done with one. */
export class BareSharp {
  readonly #children: ChildProcess[];
  #cpu = new Map<ChildProcess, number>();

  constructor(processes: number) {
    const file = new URL("./bare-sharp-child.ts", import.meta.url);
    this.#children = Array.from({ length: processes }, () => fork(file, { stdio: "inherit" }));
  }

  async run(files: readonly string[], folder: string, quality: number): Promise<Run> {
    const queue = files.entries();
    const before = this.#cpuSeconds();
    const start = performance.now();
    await Promise.all(this.#children.map((child) => this.#work(child, queue, folder, quality)));
    return { seconds: (performance.now() - start) / 1000, cpuSeconds: this.#cpuSeconds() - before };
  }

  close(): void {
    for (const child of this.#children) child.disconnect();
  }

  async #work(child: ChildProcess, queue: IterableIterator<[number, string]>, folder: string, quality: number): Promise<void> {
    for (const [index, input] of queue) {
      child.send({ input, output: join(folder, `${index}.jpg`), quality } satisfies BareTask);
      const [{ cpu }] = (await once(child, "message")) as [{ cpu: NodeJS.CpuUsage }];
      this.#cpu.set(child, (cpu.user + cpu.system) / 1e6);
    }
  }

  #cpuSeconds(): number {
    return [...this.#cpu.values()].reduce((sum, seconds) => sum + seconds, 0);
  }
}

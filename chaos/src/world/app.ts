import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";

/** Pause before a process that ended is started anew, as an init's `Restart=always` has one. */
const restartMs = 100;

const living = new Set<AppProcess>();
process.once("exit", () => {
  for (const { pid } of living) signal(pid, "SIGKILL");
});

/** A process of the service under an init: it is started again whenever it ends, always with the same port. */
export class App {
  readonly url: string;
  readonly main: string;
  readonly #environment: Record<string, string>;
  #process: AppProcess | null = null;
  #wanted = true;
  #asked = false;
  #output = "";

  private constructor(main: string, port: number, environment: Record<string, string>) {
    this.main = main;
    this.url = `http://127.0.0.1:${port}`;
    this.#environment = { ...environment, PORT: String(port) };
  }

  static async start(main: string, port: number, environment: Record<string, string>): Promise<App> {
    const app = new App(main, port, environment);
    await app.#begin();
    return app;
  }

  /** Exit codes of runs that nobody asked to end. */
  readonly leftByItself: (number | null)[] = [];

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** All it printed, every run of it. */
  output(): string {
    return this.#output + (this.#process?.output() ?? "");
  }

  /** True once this run says that it is ready. */
  ready(): boolean {
    return this.#process?.output().includes('"msg":"ready"') ?? false;
  }

  /** The same, and that so many milliseconds ago, by its own clock. */
  readySince(milliseconds: number): boolean {
    const at = /"time":(\d+)[^\n]*"msg":"ready"/.exec(this.#process?.output() ?? "")?.[1];
    return at !== undefined && Date.now() - Number(at) >= milliseconds;
  }

  /** SIGKILL; it comes back by itself. */
  async kill(): Promise<void> {
    this.#asked = true;
    await this.#process?.kill();
  }

  /** SIGTERM, and a new start once it has left. Answers with its exit code. */
  async restart(): Promise<number | null> {
    this.#asked = true;
    return (await this.#process?.stop()) ?? null;
  }

  /** SIGSTOP to the process, or to it and its children. */
  freeze(withChildren = false): void {
    for (const pid of this.#pids(withChildren)) signal(pid, "SIGSTOP");
  }

  thaw(): void {
    for (const pid of this.#pids(true)) signal(pid, "SIGCONT");
  }

  children(): number[] {
    return childrenOf(this.pid);
  }

  /** Ends it by a signal, for good. */
  async end(by: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#wanted = false;
    this.#asked = true;
    this.thaw();
    await (by === "SIGTERM" ? this.#process?.stop() : this.#process?.kill());
  }

  /** Brings back one that was ended. */
  async begin(more: Record<string, string> = {}): Promise<void> {
    Object.assign(this.#environment, more);
    this.#wanted = true;
    await this.#begin();
  }

  async #begin(): Promise<void> {
    const running = await startApp(this.main, this.#environment, "started");
    this.#process = running;
    living.add(running);
    this.#asked = false;
    void running.ended.then(async (code) => {
      if (!this.#asked) this.leftByItself.push(code);
      living.delete(running);
      this.#output += running.output();
      this.#process = null;
      await pause(restartMs);
      if (this.#wanted && this.#process === null) await this.#begin();
    });
  }

  #pids(withChildren: boolean): number[] {
    if (this.pid === 0) return [];
    return withChildren ? [this.pid, ...this.children()] : [this.pid];
  }
}

/** The living processes whose parent is the given one. */
function childrenOf(parent: number): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name before the last bracket may hold spaces; the parent is the second field behind it.
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** A process that is gone hears nothing, and that is as well. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

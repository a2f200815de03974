import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export interface AppProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves with the exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** All it printed so far. */
  output(): string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts a TypeScript file of the repository as a process of its own on a free port, with nothing of this process's environment but PATH and HOME,
 * and waits until it is ready: `/health/ready` answers 200, or, for a worker, it says so.
 */
export async function startApp(
  main: string,
  environment: Record<string, string>,
  ready: "http" | "output" | "started" = "http",
): Promise<AppProcess> {
  const port = environment["PORT"] ?? String(await freePort());
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [join(root, main)], {
    cwd: root,
    env: { PATH, HOME, PORT: port, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const url = `http://127.0.0.1:${port}`;
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  if (ready === "http")
    await until(
      child,
      async () => (await fetch(`${url}/health/ready`)).ok,
      () => output,
    );
  if (ready === "output")
    await until(
      child,
      async () => output.includes("ready"),
      () => output,
    );
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
  };
}

async function until(child: ChildProcess, isReady: () => Promise<boolean>, output: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isReady().catch(() => false)) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended before it was ready:\n${output()}`);
    await wait(50);
  }
  child.kill("SIGKILL");
  throw new Error(`it was not ready within 30 s:\n${output()}`);
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { ensureCommand } from "./install.ts";

export interface RedisOptions {
  /** Where it keeps its data; without one a temporary folder that `stop` removes. */
  readonly folder?: string;
  readonly port?: number;
  /** More of redis.conf, by directive. */
  readonly config?: Readonly<Record<string, string>>;
}

export interface TestRedis {
  readonly host: string;
  readonly port: number;
  /** The variables that point the product to it. */
  readonly env: { readonly REDIS_HOST: string; readonly REDIS_PORT: string };
  /** SIGKILL: whatever was not on its disk is lost. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data, ending it first where it runs. */
  restart(): Promise<void>;
  /** Ends it and removes its temporary folder. */
  stop(): Promise<void>;
}

const host = "127.0.0.1";
const startMs = 20_000;

/** A real redis-server of one's own, durable and without eviction unless told otherwise; it does not outlive this process. */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const command = ensureCommand("redis-server");
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "pixpress-redis-"));
  const port = options.port ?? (await freePort());
  const config = {
    bind: host,
    port: String(port),
    dir: folder,
    save: "",
    appendonly: "yes",
    appendfsync: "always",
    "maxmemory-policy": "noeviction",
    ...options.config,
  };
  const args = Object.entries(config).flatMap(([directive, value]) => [`--${directive}`, value]);
  let server: ChildProcess | null = null;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    running.kill(signal);
    await once(running, "exit");
  };
  const start = async (): Promise<void> => {
    const [file, ...before] = [...withThisProcess(), command];
    server = spawn(file, [...before, ...args], { stdio: "ignore" });
    await answering(server, port, options.config?.["requirepass"]);
  };
  const cleanUp = (): void => {
    server?.kill("SIGKILL");
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };

  process.once("exit", cleanUp);
  await start().catch((error: unknown) => {
    cleanUp();
    throw error;
  });
  return {
    host,
    port,
    env: { REDIS_HOST: host, REDIS_PORT: String(port) },
    kill: () => end("SIGKILL"),
    restart: async () => {
      await end("SIGKILL");
      await start();
    },
    stop: async () => {
      await end("SIGKILL");
      process.removeListener("exit", cleanUp);
      cleanUp();
    },
  };
}

/** A prefix that ends a command with its parent even when that is killed; nothing where the system has no such thing. */
function withThisProcess(): string[] {
  const { status } = spawnSync("setpriv", ["--pdeathsig", "KILL", "true"], { stdio: "ignore" });
  return status === 0 ? ["setpriv", "--pdeathsig", "KILL"] : [];
}

async function answering(server: ChildProcess, port: number, password: string | undefined): Promise<void> {
  const deadline = Date.now() + startMs;
  while (!(await pong(port, password))) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with code ${server.exitCode}`);
    if (Date.now() > deadline) throw new Error(`redis-server did not answer within ${startMs} ms`);
    await pause(20);
  }
}

/** True where it answers and has loaded its data. */
async function pong(port: number, password: string | undefined): Promise<boolean> {
  const socket = connect(port, host);
  try {
    socket.write(`${password === undefined ? "" : `AUTH "${password}"\r\n`}PING\r\n`);
    let answer = "";
    for await (const chunk of socket) {
      answer += String(chunk);
      if (answer.includes("+PONG")) return true;
      if (/^-/m.test(answer)) return false;
    }
    return false;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

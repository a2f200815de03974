import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { externalMongo } from "./mongo-external.ts";
import { chooseMongo } from "./mongo-program.ts";
import type { MongoProgram, TestMongo } from "./test-mongo.ts";

export type { TestMongo } from "./test-mongo.ts";

export interface MongoOptions {
  /** Where it keeps its data, so that they outlive a kill; it must exist. The server is then always one of our own, never `TEST_MONGODB_URI`. */
  readonly folder?: string;
  readonly port?: number;
}

const host = "127.0.0.1";
const startMs = 30_000;
let announced = false;

/**
 * A MongoDB server for a test: the one of `TEST_MONGODB_URI`, else a `mongod` on PATH, else a Java stand-in, else a `mongod` that is
 * downloaded. It does not outlive this process, however that ends.
 */
export async function startMongo(options: MongoOptions = {}): Promise<TestMongo> {
  const name = `pixpress-test-${randomBytes(6).toString("hex")}`;
  const given = process.env["TEST_MONGODB_URI"];
  const server =
    given !== undefined && given !== "" && options.folder === undefined ? externalMongo(given, name) : await ownMongo(options, name);
  if (!announced) console.log(`MongoDB for the tests: ${server.kind}`);
  announced = true;
  return server;
}

async function ownMongo(options: MongoOptions, name: string): Promise<TestMongo> {
  const program = await chooseMongo();
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "pixpress-mongo-"));
  const port = options.port ?? (await freePort());
  const uri = `mongodb://${host}:${port}/${name}`;
  let server = await started(program, port, folder, options.folder !== undefined);

  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
  };
  const cleanUp = (): void => {
    server.kill("SIGKILL");
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", cleanUp);
  return {
    uri,
    kind: program.kind,
    env: { MONGODB_URI: uri },
    kill,
    restart: async () => {
      await kill();
      server = await started(program, port, folder, options.folder !== undefined);
    },
    pause: () => freeze(server),
    resume: () => void server.kill("SIGCONT"),
    stop: async () => {
      await kill();
      process.removeListener("exit", cleanUp);
      cleanUp();
    },
  };
}

/** Resolves when the server takes connections. */
async function started(program: MongoProgram, port: number, folder: string, durable: boolean): Promise<ChildProcess> {
  const [file = "", ...args] = program.command(port, folder, durable);
  const server = spawn(file, args, { stdio: ["pipe", "ignore", "pipe"] });
  let errors = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-4000)));
  // A pipe closes with the process that holds it, even by kill -9: then this shell ends the server.
  const watch = spawn("sh", ["-c", `cat > /dev/null; kill -9 ${server.pid}`], { stdio: ["pipe", "ignore", "ignore"] });
  server.once("exit", () => watch.kill("SIGKILL"));
  const deadline = Date.now() + startMs;
  while (!(await listens(port))) {
    if (server.exitCode !== null) throw new Error(`the MongoDB server for the tests ended with code ${server.exitCode}:\n${errors}`);
    if (Date.now() > deadline) {
      server.kill("SIGKILL");
      throw new Error(`the MongoDB server for the tests took no connection within ${startMs} ms:\n${errors}`);
    }
    await pause(20);
  }
  return server;
}

/** A signal is on its way for a while on a busy machine: only when every thread stands still is nothing answered any more. */
function freeze(server: ChildProcess): void {
  server.kill("SIGSTOP");
  const threads = `/proc/${server.pid}/task`;
  while (!readdirSync(threads).every((thread) => stands(join(threads, thread, "stat"))));
}

/** By the state after the name, which may hold brackets; a thread that is gone is none of the list any more. */
function stands(stat: string): boolean {
  try {
    return /^ [TtZX] /.test(readFileSync(stat, "utf8").replace(/^.*\)/s, ""));
  } catch {
    return false;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

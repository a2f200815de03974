import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { ensureCommand } from "./install.ts";
import type { MongoProgram } from "./test-mongo.ts";

const source = join(import.meta.dirname, "../mongo");
const lib = join(source, "lib");
const out = join(source, "out");

/** mongo-java-server, built here the first time: the MongoDB protocol without MongoDB's indexes, plans and transactions. */
export async function buildJavaMongo(): Promise<MongoProgram> {
  const javac = ensureCommand("javac");
  if (!existsSync(lib) || !existsSync(out)) {
    const mvn = ensureCommand("mvn");
    await alone(async () => {
      await built(lib, (folder) => run(mvn, ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${folder}`]));
      await built(out, (folder) => run(javac, ["-cp", join(lib, "*"), "-d", folder, "TestMongo.java"]));
    });
  }
  const classPath = [join(lib, "*"), out].join(delimiter);
  const java = ["java", "-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath, "TestMongo"];
  return {
    kind: "mongo-java-server (a stand-in for mongod: real protocol, no real indexes, plans or transactions)",
    command: (port, folder, durable) => [...java, String(port), ...(durable ? [join(folder, "db")] : [])],
  };
}

/** Makes the folder under another name first, so that half a build is never taken for a whole one. */
async function built(folder: string, make: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const partial = mkdtempSync(join(source, "partial-"));
  try {
    await make(partial);
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Runs the work while no other process does; the lock goes with the process that holds it. */
async function alone(work: () => Promise<void>): Promise<void> {
  const lock = new DatabaseSync(join(tmpdir(), `pixpress-test-mongo-${process.getuid?.() ?? 0}.lock`), { timeout: 0 });
  try {
    while (!takes(lock)) await pause(200);
    await work();
  } finally {
    lock.close();
  }
}

function takes(lock: DatabaseSync): boolean {
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch {
    return false;
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { cwd: source, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-4000)));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with code ${code}:\n${errors}`);
}

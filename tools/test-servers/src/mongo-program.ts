import { spawnSync } from "node:child_process";
import { buildJavaMongo } from "./mongo-java.ts";
import type { MongoProgram } from "./test-mongo.ts";

let chosen: Promise<MongoProgram> | undefined;

/** The first that this machine has, or can install, in the order that needs least; `TEST_MONGO=download` goes to the last at once. */
export function chooseMongo(): Promise<MongoProgram> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<MongoProgram> {
  if (process.env["TEST_MONGO"] === "download") return await downloaded();
  const onPath = "mongod";
  if (spawnSync(onPath, ["--version"], { stdio: "ignore" }).status === 0) return mongod("mongod", onPath);
  const java = await buildJavaMongo().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  if (!(java instanceof Error)) return java;
  return await downloaded().catch((error: unknown) => {
    throw new Error(
      `No MongoDB server for the tests. Set TEST_MONGODB_URI, or install mongod, or Java 17 and Maven.\n${java.message}\n${String(error)}`,
    );
  });
}

/** A real mongod, fetched from its maker's site. */
async function downloaded(): Promise<MongoProgram> {
  const { MongoBinary } = await import("mongodb-memory-server");
  return mongod("mongod (downloaded by mongodb-memory-server)", await MongoBinary.getPath());
}

const mongod = (kind: string, file: string): MongoProgram => ({
  kind,
  command: (port, folder) => [file, "--dbpath", folder, "--port", String(port), "--bind_ip", "127.0.0.1", "--nounixsocket"],
});

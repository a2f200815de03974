import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@pixpress/test-servers/free-port";
import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Database, DatabaseError } from "../../src/database.ts";
import { openMongo } from "../../src/mongo/open.ts";
import { stored } from "../samples.ts";

const folder = mkdtempSync(join(tmpdir(), "pixpress-mongo-"));
let server: TestMongo;
const opened: Database[] = [];
beforeAll(async () => {
  server = await startMongo({ folder });
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const open = async (uri: string, seconds: number) => {
  const database = await openMongo(uri, seconds);
  opened.push(database);
  return database;
};
const thrown = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );
const patience = { timeout: 30_000, interval: 100 };

test("while the server is gone every call rejects with a retryable error; when it is back, all works again and nothing was lost", async () => {
  const database = await open(server.uri, 3);
  const ids = await stored(database);
  await server.kill();
  for (const call of [() => database.ping(), () => database.images.get(ids.imageId), () => stored(database), () => database.now()]) {
    const error = await thrown(call());
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ retryable: true });
  }
  await server.restart();
  await vi.waitFor(() => database.ping(), patience);
  expect(await database.images.get(ids.imageId)).toMatchObject({ id: ids.imageId });
  await stored(database);
});

test("a server that does not answer is waited for no longer than the deadline, for reads and writes", async () => {
  const database = await open(server.uri, 1);
  const ids = await stored(database);
  server.pause();
  try {
    const calls = [database.images.get(ids.imageId), database.tasks.start(ids.taskId, new Date()), database.results.get(ids.taskId)];
    for (const error of await Promise.all(calls.map(thrown))) expect(error).toMatchObject({ name: "DatabaseError", retryable: true });
  } finally {
    server.resume();
  }
  await vi.waitFor(() => database.ping(), patience);
  expect(await database.tasks.get(ids.taskId)).toMatchObject({ status: "pending" });
});

test("a database may be opened before its server is there; it connects by itself, indexes and all", async () => {
  const port = await freePort();
  const database = await open(`mongodb://127.0.0.1:${port}/pixpress-test-late`, 0.5);
  expect(await thrown(database.ping())).toMatchObject({ name: "DatabaseError", operation: "ping", retryable: true });
  expect(await thrown(stored(database))).toMatchObject({ name: "DatabaseError", retryable: true });
  const late = await startMongo({ folder: mkdtempSync(join(folder, "late-")), port });
  try {
    await vi.waitFor(() => stored(database), patience);
  } finally {
    await late.stop();
  }
});

test("a process that has nothing else to do waits for its database", async () => {
  const source = `
    const { openMongo } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/mongo/open.ts"))});
    const database = await openMongo("mongodb://127.0.0.1:${await freePort()}/pixpress-test-never", 1);
    await database.close();
    console.log("opened and closed");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(said).toBe("opened and closed\n");
});

test("an address that cannot be right is told at once, and for good", async () => {
  for (const uri of ["mongodb://", "mongodb://127.0.0.1:1/db?maxPoolSize=many"]) {
    expect(await thrown(openMongo(uri, 5))).toMatchObject({ name: "DatabaseError", operation: "open", retryable: false });
  }
});

test("a database that was never reached can be closed", async () => {
  const database = await openMongo(`mongodb://127.0.0.1:${await freePort()}/pixpress-test-never`, 0.2);
  await database.close();
  expect(await thrown(database.ping())).toBeInstanceOf(DatabaseError);
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { DatabaseError } from "../../src/database.ts";
import { newId } from "../../src/id.ts";
import { openDatabase } from "../../src/open.ts";
import { connect } from "../../src/sqlite/connection.ts";
import { migrations } from "../../src/sqlite/migrations.ts";
import { createSqliteDatabase, openSqlite } from "../../src/sqlite/open.ts";
import { newTask, result, stored, upload } from "../samples.ts";
import { temporaryFolders } from "../temporary-folder.ts";

const folder = temporaryFolders();
const thrown = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test("the data folder is made, and everything is still there when it is opened again", async () => {
  const config = { DATA_DIR: join(folder(), "deep", "data"), DATABASE_SECONDS: 1 };
  const first = await openDatabase(config);
  const ids = await stored(first);
  await first.results.insertOnce(result(ids));
  const before = [await first.images.get(ids.imageId), await first.tasks.get(ids.taskId), await first.results.get(ids.taskId)];
  await first.close();
  const second = await openDatabase(config);
  expect([await second.images.get(ids.imageId), await second.tasks.get(ids.taskId), await second.results.get(ids.taskId)]).toEqual(before);
  await second.close();
});

test("after a close every call rejects with a DatabaseError", async () => {
  const database = openSqlite(join(folder(), "closed.sqlite"), 1);
  await database.close();
  for (const call of [database.ping(), database.now(), database.images.list({ limit: 1 })]) {
    expect(await thrown(call)).toBeInstanceOf(DatabaseError);
  }
});

test("what another process is writing to is waited for, and then a retryable error", async () => {
  const file = join(folder(), "busy.sqlite");
  const database = openSqlite(file, 0.05);
  const other = new DatabaseSync(file);
  other.exec("BEGIN IMMEDIATE");
  expect(await thrown(stored(database))).toMatchObject({ name: "DatabaseError", operation: "images.insertWithTask", retryable: true });
  expect(await database.images.list({ limit: 1 })).toEqual([]);
  other.exec("ROLLBACK");
  await stored(database);
  other.close();
  await database.close();
});

test("a transaction that fails leaves nothing of itself", async () => {
  const database = openSqlite(join(folder(), "whole.sqlite"), 1);
  await stored(database);
  const { image, task } = upload();
  // The image is written first here, then a task that cannot be.
  const error = await thrown(database.images.insertWithTask(image, { ...task, imageId: newId() }));
  expect(error).toMatchObject({ name: "DatabaseError", retryable: false });
  expect(await database.images.get(image.id)).toBeNull();
  expect(await database.images.list({ limit: 10 })).toHaveLength(1);
  await database.close();
});

test("removing a tombstone takes with it what came after the last purge", async () => {
  const database = openSqlite(join(folder(), "late.sqlite"), 1);
  const { imageId } = await stored(database);
  await database.images.claimPurge(imageId);
  await database.images.bury(imageId);
  const late = newTask(imageId);
  await database.tasks.insert(late);
  await database.images.removeTombstone(imageId);
  expect(await database.tasks.get(late.id)).toBeNull();
  await database.close();
});

test("a folder that cannot be made and a file that is no database are DatabaseErrors", async () => {
  const path = folder();
  writeFileSync(join(path, "file"), "");
  expect(await thrown(openDatabase({ DATA_DIR: join(path, "file", "data"), DATABASE_SECONDS: 1 }))).toBeInstanceOf(DatabaseError);
  mkdirSync(join(path, "data"));
  writeFileSync(join(path, "data", "pixpress.sqlite"), "this is no database, and it is long enough to be read as one ".repeat(20));
  const error = await thrown(openDatabase({ DATA_DIR: join(path, "data"), DATABASE_SECONDS: 1 }));
  expect(error).toMatchObject({ name: "DatabaseError", operation: "open", retryable: false });
});

test("the file keeps its promises on power loss: write-ahead log, every commit synced, foreign keys", () => {
  const connection = connect(join(folder(), "pragmas.sqlite"), 1);
  const ask = (pragma: string) => Object.values(connection.prepare<Record<string, unknown>>(`PRAGMA ${pragma}`).get() ?? {})[0];
  expect([ask("journal_mode"), ask("synchronous"), ask("foreign_keys"), ask("user_version")]).toEqual(["wal", 2, 1, migrations.length]);
  connection.close();
});

test("a file of a newer version is refused and left alone", async () => {
  const file = join(folder(), "newer.sqlite");
  const newer = new DatabaseSync(file);
  newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  newer.close();
  expect(() => openSqlite(file, 1)).toThrow(DatabaseError);
  const again = new DatabaseSync(file);
  expect(again.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()).toMatchObject({ tables: 0 });
  again.close();
});

test("two that open a new file at once both find it ready", async () => {
  const file = join(folder(), "twice.sqlite");
  const [a, b] = [openSqlite(file, 1), openSqlite(file, 1)];
  const ids = await stored(a);
  expect(await b.images.get(ids.imageId)).not.toBeNull();
  await a.close();
  await b.close();
});

test("the clock never steps back: not with the system's, not over a restart, not between two processes", async () => {
  const file = join(folder(), "clock.sqlite");
  let system = 1_000_000;
  const open = () => createSqliteDatabase(connect(file, 1), { wall: () => system, steady: () => 0 });
  const first = open();
  const ids = await stored(first);
  system -= 600_000;
  const started = await first.tasks.start(ids.taskId, new Date());
  expect(started?.changedAt).toEqual(new Date(1_000_000));
  const second = open();
  expect(await second.now()).toEqual(new Date(1_000_000));
  system += 900_000;
  expect((await second.tasks.start(ids.taskId, new Date()))?.changedAt).toEqual(new Date(1_300_000));
  system -= 900_000;
  expect((await first.tasks.start(ids.taskId, new Date()))?.changedAt).toEqual(new Date(1_300_000));
  await first.close();
  await second.close();
});

test("where the system's clock was set back, even over a restart, ages go on: at half their pace, until it has caught up", async () => {
  const file = join(folder(), "set-back.sqlite");
  let [wall, steady] = [10_000_000, 0];
  const open = () => createSqliteDatabase(connect(file, 1), { wall: () => wall, steady: () => steady });
  const before = open();
  const { taskId } = await stored(before);
  await before.close();
  wall -= 3_600_000;
  const database = open();
  const olderThanAMinute = async () => (await database.tasks.open(new Date((await database.now()).getTime() - 60_000), 10)).length;
  expect(await olderThanAMinute()).toBe(0);
  // Asked often, as it is: no part of a millisecond is lost.
  for (let asked = 0; asked < 1000; asked += 1) {
    wall += 121;
    steady += 121;
    await database.now();
  }
  expect(await olderThanAMinute()).toBe(1);
  expect((await database.tasks.start(taskId, new Date()))?.changedAt).toEqual(new Date(10_060_500));
  wall = 20_000_000;
  expect(await database.now()).toEqual(new Date(20_000_000));
  await database.close();
});

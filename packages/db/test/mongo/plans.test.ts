import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { ObjectId } from "bson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/database.ts";
import { newId } from "../../src/id.ts";
import { connectMongo, type MongoConnection } from "../../src/mongo/connection.ts";
import { type Index, indexes } from "../../src/mongo/indexes.ts";
import { createMongoDatabase } from "../../src/mongo/open.ts";
import { visible } from "../../src/mongo/visible.ts";
import { newTask, result, soon, storedMany, upload } from "../samples.ts";
import { indexFor } from "./index-for.ts";
import { explained, type Query, queriesOf } from "./watched.ts";

let server: TestMongo;
let connected: MongoConnection;
let database: Database;
let real = false;
/** Half of the tasks are older. */
let middle: Date;

beforeAll(async () => {
  server = await startMongo();
  connected = connectMongo(server.uri, 20_000, { monitorCommands: true });
  await connected.settled(20_000);
  database = createMongoDatabase(connected, 20_000);
  // Every kind of row, several of each, so that an index that holds too much shows.
  const all = await storedMany(database, 40);
  for (const [n, { imageId, taskId }] of all.entries()) {
    if (n % 4 === 1) await database.images.delete(imageId);
    if (n % 4 === 2) await database.images.claimPurge(imageId);
    if (n % 8 === 2) await database.images.bury(imageId);
    if (n % 3 === 0) await database.tasks.finish(result({ imageId, taskId }));
    if (n % 3 === 0) await database.tasks.close(taskId);
  }
  middle = (await database.tasks.get(all[20]?.taskId ?? ""))?.createdAt ?? new Date();
  await database.tasks.open(middle, 100);
  real = (await explained(connected, { collection: "imagemetadatas", filter: {} })) !== null;
  if (!real) console.log(`MongoDB's query plans were NOT checked, only the queries' shapes against the indexes: ${server.kind}`);
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

const collections: Record<string, readonly Index[]> = {
  imagemetadatas: indexes.images,
  compressingtasks: indexes.tasks,
  taskresults: indexes.results,
  idempotencykeys: indexes.keys,
  clocks: [],
};

type Calls<Port> = Record<keyof Port, (port: Port) => Promise<unknown>>;
const limit = 3;

const imageCalls: Calls<Database["images"]> = {
  insertWithTask: (images) => ((one) => images.insertWithTask(one.image, one.task))(upload()),
  get: (images) => images.get(newId()),
  getMany: (images) => images.getMany([newId(), newId()]),
  list: async (images) => [await images.list({ limit }), await images.list({ limit, before: newId() })],
  setNewestTask: (images) => images.setNewestTask(newId(), newId()),
  finish: (images) => images.finish(result({ imageId: newId(), taskId: newId() })),
  delete: async (images) => images.delete((await images.list({ limit: 1 }))[0]?.id ?? ""),
  undo: async (images) => images.undo((await images.list({ limit: 1 }))[0]?.id ?? ""),
  claimPurge: async (images) => [await images.claimPurge(newId()), await images.claimPurge(newId(), new Date())],
  purgeable: async (images) => images.purgeable(await soon(database), limit),
  bury: (images) => images.bury(newId()),
  tombstones: (images) => images.tombstones(limit),
  removeTombstone: (images) => images.removeTombstone(newId()),
  createdBefore: async (images) => images.createdBefore(await soon(database), limit),
};
const taskCalls: Calls<Database["tasks"]> = {
  insert: (tasks) => tasks.insert(newTask(newId())),
  markReady: (tasks) => tasks.markReady(newId()),
  get: (tasks) => tasks.get(newId()),
  getMany: (tasks) => tasks.getMany([newId(), newId()]),
  ofImage: (tasks) => tasks.ofImage(newId()),
  list: async (tasks) => [
    await tasks.list({ limit }),
    await tasks.list({ limit, before: newId() }),
    await tasks.list({ limit, status: "pending" }),
    await tasks.list({ limit, status: "pending", before: newId() }),
  ],
  start: (tasks) => tasks.start(newId(), new Date()),
  addAttempt: (tasks) => tasks.addAttempt(newId(), { at: new Date().toISOString(), reason: "x", message: "x" }),
  finish: (tasks) => tasks.finish(result({ imageId: newId(), taskId: newId() })),
  close: (tasks) => tasks.close(newId()),
  changedAfter: (tasks) => tasks.changedAfter(new Date(0), limit),
  // Those that are too young were never looked at, so they come first in the index.
  open: (tasks) => tasks.open(middle, limit),
  countCrash: (tasks) => tasks.countCrash({ id: newId(), crashes: 0, runStartedAt: null }),
  removeUnready: (tasks) => tasks.removeUnready(newId()),
  removeOfImage: (tasks) => tasks.removeOfImage(newId()),
};
const resultCalls: Calls<Database["results"]> = {
  insertOnce: (results) =>
    ((one) => Promise.all([results.insertOnce(one), results.insertOnce(one)]))(result({ imageId: newId(), taskId: newId() })),
  get: (results) => results.get(newId()),
  removeOfImage: (results) => results.removeOfImage(newId()),
};
const keyRecord = () => ({ scope: "upload", key: "k", fingerprint: "f", imageId: newId(), taskId: newId() });
const keyCalls: Calls<Database["idempotencyKeys"]> = {
  claim: async (keys) => [await keys.claim(keyRecord()), await keys.claim(keyRecord())],
  find: (keys) => keys.find("upload", "k"),
  retire: async (keys) => keys.retire(await keys.claim(keyRecord())),
  names: async (keys) => [await keys.names(newId()), await keys.names(newId(), newId())],
  removeBefore: async (keys) => keys.removeBefore(await soon(database), limit),
};

const used = new Set<Index>();

/** Answered by the key, or by one index alone, in its order; on a real server by the plan too. */
async function assertIndexed(query: Query): Promise<void> {
  const byKey = "_id" in query.filter && query.sort === undefined;
  const index = byKey ? undefined : indexFor(collections[query.collection] ?? [], { ...query, whole: query.limit !== undefined });
  if (index !== undefined) used.add(index);
  expect(byKey || index !== undefined, `an index for ${JSON.stringify(query)}`).toBe(true);
  const plan = real ? await explained(connected, query) : null;
  if (plan === null) return;
  expect(
    plan.stages.some((stage) => /IXSCAN|IDHACK/.test(stage)),
    `${plan.stages.join()} for ${JSON.stringify(query)}`,
  ).toBe(true);
  expect(plan.stages.filter((stage) => /COLLSCAN|SORT/.test(stage))).toEqual([]);
  if (query.limit !== undefined) expect(plan.docsExamined).toBeLessThanOrEqual(query.limit + 1);
}

describe("each call is answered from an index, and reads no more than it answers with", () => {
  const calls = [
    ...Object.entries(imageCalls).map(([name, call]) => [`images.${name}`, () => call(database.images)] as const),
    ...Object.entries(taskCalls).map(([name, call]) => [`tasks.${name}`, () => call(database.tasks)] as const),
    ...Object.entries(resultCalls).map(([name, call]) => [`results.${name}`, () => call(database.results)] as const),
    ...Object.entries(keyCalls).map(([name, call]) => [`idempotencyKeys.${name}`, () => call(database.idempotencyKeys)] as const),
    ["now", () => database.now()] as const,
  ];
  test.each(calls)("%s", async (_, call) => {
    const queries = await queriesOf(connected, call);
    expect(queries).not.toEqual([]);
    for (const query of queries) await assertIndexed(query);
  });

  test("an image of an older service", async () => {
    await connected.connection.db
      ?.collection("imagemetadatas")
      .insertOne({ _id: new ObjectId("f".repeat(24)), imageUrl: "https://res.example/a.jpg" });
    const queries = await queriesOf(connected, () => database.images.list({ limit }));
    expect(queries).toHaveLength(2);
    for (const query of queries) await assertIndexed({ ...query, filter: pinned(query.filter) });
  });
});

/** As if for one of many: an index answers `$in` as it does each of its values. */
const pinned = (filter: Query["filter"]) =>
  Object.fromEntries(Object.entries(filter).map(([field, term]) => [field, (term as { $in?: unknown[] } | null)?.$in?.[0] ?? term]));

test("there is no index that no call uses, and the server has these and no other", async () => {
  for (const [name, wanted] of Object.entries(collections)) {
    expect(wanted.filter((index) => !used.has(index))).toEqual([]);
    const there = await connected.connection.db?.collection(name).indexes();
    const keys = there?.map(({ key }) => JSON.stringify(key)).toSorted();
    expect(keys).toEqual([...wanted.map(({ key }) => JSON.stringify(key)), '{"_id":1}'].toSorted());
  }
});

test("a query that no index answers would be seen", () => {
  const { images, tasks } = indexes;
  expect(indexFor(images, { filter: { name: "x" }, whole: false })).toBeUndefined();
  expect(indexFor(images, { filter: visible, sort: { createdAt: 1, _id: 1 }, whole: true })).toBeUndefined();
  expect(indexFor(images, { filter: { ...visible, name: "x" }, sort: { _id: -1 }, whole: true })).toBeUndefined();
  expect(indexFor(tasks, { filter: { status: "pending" }, sort: { _id: -1 }, whole: true })).toBeUndefined();
  expect(indexFor(tasks, { filter: { open: true }, sort: { createdAt: 1 }, whole: true })).toBeUndefined();
});

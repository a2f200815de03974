import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { ObjectId } from "bson";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database.ts";
import { connectMongo, type MongoConnection } from "../../src/mongo/connection.ts";
import { createMongoDatabase } from "../../src/mongo/open.ts";
import { result, soon } from "../samples.ts";

let server: TestMongo;
let connected: MongoConnection;
let database: Database;
beforeAll(async () => {
  server = await startMongo();
  connected = connectMongo(server.uri, 10_000);
  await connected.settled(10_000);
  database = createMongoDatabase(connected, 10_000);
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

/** Rows as the service that this one replaces wrote them. */
async function legacy(status: string, compressedUrl: string | null) {
  const [imageId, taskId] = [new ObjectId(), new ObjectId()];
  const times = { createdAt: new Date("2024-05-06T07:08:09.010Z"), updatedAt: new Date("2024-05-06T07:08:10.020Z"), __v: 0 };
  const { db } = connected.connection;
  await db?.collection("imagemetadatas").insertOne({ _id: imageId, imageUrl: "https://res.example/images/a.jpg", compressedUrl, ...times });
  await db?.collection("compressingtasks").insertOne({ _id: taskId, imageId, status, ...times });
  return { imageId: imageId.toHexString(), taskId: taskId.toHexString(), ...times };
}

test("an older service's image is shown, with the newest of its tasks", async () => {
  const old = await legacy("completed", "https://res.example/compressed/a.jpg");
  const row = await database.images.get(old.imageId);
  expect(row).toMatchObject({
    id: old.imageId,
    imageUrl: "https://res.example/images/a.jpg",
    compressedUrl: "https://res.example/compressed/a.jpg",
    createdAt: old.createdAt,
    updatedAt: old.updatedAt,
    taskId: old.taskId,
  });
  expect(row).toMatchObject({ key: null, name: null, bytes: null, pixels: null, format: null, outputs: [], deletedAt: null });
  expect(await database.images.list({ limit: 10 })).toContainEqual(row);
  expect(await database.images.getMany([old.imageId])).toEqual([row]);
});

test("its task is shown, ready and not open: nobody sets it up, looks after it or withdraws it", async () => {
  const old = await legacy("pending", null);
  const row = await database.tasks.get(old.taskId);
  expect(row).toMatchObject({
    imageId: old.imageId,
    status: "pending",
    recipe: null,
    revision: 0,
    ready: true,
    open: false,
    hidden: false,
  });
  expect(row).toMatchObject({ createdAt: old.createdAt, updatedAt: old.updatedAt, changedAt: old.updatedAt, attempts: [], outputs: [] });
  expect((await database.tasks.list({ limit: 10, status: "pending" })).map(({ id }) => id)).toContain(old.taskId);
  expect(await database.tasks.removeUnready(old.taskId)).toBe(false);
  expect(await database.tasks.open(await soon(database), 10)).toEqual([]);
  expect(await database.images.createdBefore(await soon(database), 10)).toEqual([]);
});

test("it can be finished, compressed again, deleted and brought back like any other", async () => {
  const old = await legacy("pending", null);
  await database.images.finish(result(old));
  expect(await database.tasks.finish(result(old))).toMatchObject({ status: "completed", revision: 1 });
  expect(await database.images.get(old.imageId)).toMatchObject({ compressedTaskId: old.taskId });
  expect(await database.images.delete(old.imageId)).toMatchObject({ taskId: old.taskId });
  expect(await database.tasks.get(old.taskId)).toMatchObject({ hidden: true, revision: 2 });
  expect(await database.images.undo(old.imageId)).toBe("restored");
  const newer = new ObjectId().toHexString();
  expect(await database.images.setNewestTask(old.imageId, newer)).toBe(true);
  expect(await database.images.get(old.imageId)).toMatchObject({ taskId: newer });
});

test("what this service writes is what the documented models describe", async () => {
  const { db } = connected.connection;
  const image = { id: new ObjectId().toHexString(), imageUrl: "/files/images/b.jpg", taskId: new ObjectId().toHexString() };
  const more = { key: "images/b.jpg", name: "b.jpg", bytes: 1, width: 1, height: 1, pixels: 1, format: "jpeg" } as const;
  const recipe = {
    formats: ["original" as const],
    quality: "balanced" as const,
    metadata: "strip" as const,
    color: "srgb" as const,
    background: "#ffffff",
  };
  await database.images.insertWithTask({ ...image, ...more }, { id: image.taskId, imageId: image.id, recipe });
  const imageDocument = await db?.collection("imagemetadatas").findOne({ _id: new ObjectId(image.id) });
  expect(imageDocument).toMatchObject({
    imageUrl: image.imageUrl,
    compressedUrl: null,
    createdAt: expect.any(Date),
    updatedAt: expect.any(Date),
  });
  const taskDocument = await db?.collection("compressingtasks").findOne({ _id: new ObjectId(image.taskId) });
  expect(taskDocument).toMatchObject({ status: "pending", createdAt: expect.any(Date), updatedAt: expect.any(Date) });
  expect(String(taskDocument?.["imageId"])).toBe(image.id);
});

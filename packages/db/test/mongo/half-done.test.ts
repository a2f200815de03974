import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/database.ts";
import { connectMongo, type MongoConnection } from "../../src/mongo/connection.ts";
import { objectId } from "../../src/mongo/object-id.ts";
import { createMongoDatabase } from "../../src/mongo/open.ts";
import { newTask, stored, upload } from "../samples.ts";

// A crash between the writes of one call, which here are not one transaction: what it left is written by hand, then the call is repeated.
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

const setImage = (id: string, change: object) => connected.models.images.updateOne({ _id: objectId(id) }, change);

test("a deletion that died before it hid the tasks hides them when it is repeated", async () => {
  const { imageId, taskId } = await stored(database);
  await setImage(imageId, { $set: { hidden: true }, $currentDate: { deletedAt: true } });
  expect(await database.tasks.get(taskId)).toMatchObject({ hidden: false });
  expect(await database.images.delete(imageId)).toMatchObject({ id: imageId });
  expect(await database.tasks.get(taskId)).toMatchObject({ hidden: true, revision: 1 });
});

test("a deletion that hid one task of two hides the other, and leaves the first alone", async () => {
  const { imageId, taskId } = await stored(database);
  await database.images.delete(imageId);
  const second = newTask(imageId);
  await database.tasks.insert(second);
  await database.images.delete(imageId);
  expect(await database.tasks.ofImage(imageId)).toMatchObject([
    { id: second.id, hidden: true, revision: 1 },
    { id: taskId, hidden: true, revision: 1 },
  ]);
});

test("an undo that died before it showed the tasks shows them when it is repeated", async () => {
  const { imageId, taskId } = await stored(database);
  await database.images.delete(imageId);
  await setImage(imageId, { $unset: { hidden: 1, deletedAt: 1 } });
  expect(await database.images.undo(imageId)).toBe("restored");
  expect(await database.tasks.get(taskId)).toMatchObject({ hidden: false, revision: 2 });
});

test("a claim that died before it hid the tasks hides them when it is repeated", async () => {
  const { imageId, taskId } = await stored(database);
  await setImage(imageId, { $set: { hidden: true }, $currentDate: { deletedAt: true, purgeClaimedAt: true } });
  expect(await database.images.claimPurge(imageId)).toBe(true);
  expect(await database.tasks.get(taskId)).toMatchObject({ hidden: true });
});

test("an upload that died between its two writes has left a task that can be withdrawn, and no image", async () => {
  const { image, task } = upload();
  await database.tasks.insert(task);
  expect(await database.images.get(image.id)).toBeNull();
  expect(await database.tasks.removeUnready(task.id)).toBe(true);
});

test("an upload that died between its task and its image is made whole when it is repeated", async () => {
  const { image, task } = upload();
  await database.tasks.insert(task);
  await database.images.insertWithTask(image, task);
  expect(await database.images.get(image.id)).toMatchObject({ id: image.id, taskId: task.id });
  expect((await database.tasks.ofImage(image.id)).map(({ id }) => id)).toEqual([task.id]);
});

import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { afterAll, beforeAll } from "vitest";
import { connectMongo, type MongoConnection } from "../src/mongo/connection.ts";
import { openDatabase } from "../src/open.ts";
import { databaseSuite } from "./database.suite.ts";

let server: TestMongo;
let beside: MongoConnection;
beforeAll(async () => {
  server = await startMongo();
  beside = connectMongo(server.uri, 10_000);
  await beside.settled(10_000);
});
afterAll(async () => {
  await beside.close();
  await server.stop();
});

databaseSuite({
  name: "mongo",
  open: async () => {
    for (const collection of (await beside.connection.db?.collections()) ?? []) await collection.deleteMany();
    return await openDatabase({ MONGODB_URI: server.uri, DATA_DIR: "unused", DATABASE_SECONDS: 10 });
  },
  imagelessTasks: "kept",
});

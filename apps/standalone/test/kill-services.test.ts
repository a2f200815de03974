import { randomBytes } from "node:crypto";
import { startMongo } from "@pixpress/test-servers/mongo";
import { startRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll } from "vitest";
import { killSuite } from "./kill.suite.ts";

let redis: Awaited<ReturnType<typeof startRedis>>;
let mongo: Awaited<ReturnType<typeof startMongo>>;
beforeAll(async () => {
  redis = await startRedis();
  mongo = await startMongo();
});
afterAll(async () => {
  await redis.stop();
  await mongo.stop();
});

killSuite("MongoDB and Redis", () => {
  const name = `kill-${randomBytes(4).toString("hex")}`;
  const address = new URL(mongo.uri);
  address.pathname = `/${name}`;
  return { ...redis.env, MONGODB_URI: address.href, REDIS_QUEUE_NAME: name, TOPIC_NAME: `${name}-topic` };
});

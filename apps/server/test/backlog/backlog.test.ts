import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll } from "vitest";
import { backlogSuite } from "./backlog.suite.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

let opened = 0;

backlogSuite("in one process", async () => {
  const messaging = await openMessaging(messagingConfig.parse({}));
  return { one: messaging, other: messaging };
});

backlogSuite("on Redis", async () => {
  opened += 1;
  const config = messagingConfig.parse({ ...redis.env, REDIS_QUEUE_NAME: `places-${opened}`, TOPIC_NAME: `places-${opened}-topic` });
  return { one: await openMessaging(config), other: await openMessaging(config) };
});

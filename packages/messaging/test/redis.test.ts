import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMessaging } from "../src/open.ts";
import { aConfig, aTask } from "./messages.ts";
import { messagingSuite } from "./messaging.suite.ts";
import { eventually, take } from "./taking.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

messagingSuite("on Redis", () => openMessaging(aConfig(server.env)));

describe("what somebody else put into the queue", () => {
  const garbage: [string, Record<string, string>][] = [
    [
      "a message of another service",
      { name: "compress", data: '{"imageId":"1","taskId":"2","imageUrl":"/a.png"}', opts: "{}", timestamp: "1" },
    ],
    ["a text that is no JSON", { name: "compress", data: "{not JSON", opts: "{}", timestamp: "1" }],
    ["no data at all", { name: "compress" }],
  ];

  test.each(garbage)("%s is set aside and logged, its id is free and the consumer lives on", async (_, fields) => {
    const log: object[] = [];
    const config = aConfig(server.env);
    const messaging = await openMessaging({ ...config, log: { warn: (details) => log.push(details) } });
    const client = new Redis(server.port, server.host);
    const [bad, good] = [aTask(), aTask()];
    await client.hset(`bull:${config.REDIS_QUEUE_NAME}:${bad.taskId}`, fields);
    await client.lpush(`bull:${config.REDIS_QUEUE_NAME}:wait`, bad.taskId);
    await messaging.tasks.send(good.taskId, good);

    const { taken } = take(messaging.tasks);
    await eventually(() => expect(taken).toMatchObject([{ id: good.taskId }]));
    expect(log).toMatchObject([{ id: bad.taskId, queue: config.REDIS_QUEUE_NAME }]);
    expect(await messaging.tasks.counts()).toMatchObject({ waiting: 0, dead: 0, rejected: 1 });
    expect(await messaging.tasks.stateOf(bad.taskId)).toBe("missing");
    await messaging.tasks.send(bad.taskId, bad);
    await eventually(() => expect(taken).toMatchObject([{ id: good.taskId }, { id: bad.taskId, message: bad }]));
    await messaging.close();
    client.disconnect();
  });

  test("is set aside from among the dead too", async () => {
    const config = aConfig(server.env);
    const messaging = await openMessaging(config);
    const client = new Redis(server.port, server.host);
    await client.hset(`bull:${config.REDIS_QUEUE_NAME}:junk`, { data: "junk" });
    await client.zadd(`bull:${config.REDIS_QUEUE_NAME}:failed`, 1, "junk");
    expect(await messaging.tasks.dead(10)).toEqual([]);
    expect(await messaging.tasks.counts()).toMatchObject({ dead: 0, rejected: 1 });
    await messaging.close();
    client.disconnect();
  });

  test("is tried as often as ours where it parses, whatever its sender asked for", async () => {
    const config = aConfig(server.env);
    const messaging = await openMessaging(config);
    const client = new Redis(server.port, server.host);
    const task = aTask();
    await client.hset(`bull:${config.REDIS_QUEUE_NAME}:${task.taskId}`, {
      name: "x",
      data: JSON.stringify(task),
      opts: '{"attempts":1}',
      timestamp: "1",
    });
    await client.lpush(`bull:${config.REDIS_QUEUE_NAME}:wait`, task.taskId);
    const { taken } = take(messaging.tasks, ({ attempt }) => {
      if (attempt === 1) throw new Error("the first run of the test fails");
    });
    await eventually(async () => expect(await messaging.tasks.stateOf(task.taskId)).toBe("missing"));
    expect(taken.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await messaging.close();
    client.disconnect();
  });
});

test("a message of a feed that is not ours is dropped with a log line, and the next one is heard", async () => {
  const log: object[] = [];
  const config = aConfig(server.env);
  const messaging = await openMessaging({ ...config, log: { warn: (details) => log.push(details) } });
  const client = new Redis(server.port, server.host);
  const urls: string[] = [];
  await messaging.successes.subscribe({ message: ({ compressedUrl }) => urls.push(compressedUrl), gap: () => undefined });
  await client.publish(config.TOPIC_NAME, "not JSON");
  await client.publish(
    config.TOPIC_NAME,
    JSON.stringify({ imageId: "a".repeat(24), taskId: "b".repeat(24), compressedUrl: "/c", more: 1 }),
  );
  await eventually(() => expect(urls).toEqual(["/c"]));
  expect(log).toMatchObject([{ channel: config.TOPIC_NAME, reason: "not JSON" }]);
  await messaging.close();
  client.disconnect();
});

test("a success is plain JSON on the channel TOPIC_NAME", async () => {
  const config = aConfig(server.env);
  const messaging = await openMessaging(config);
  const client = new Redis(server.port, server.host);
  const heard: unknown[] = [];
  client.on("message", (channel, text) => heard.push([channel, JSON.parse(text)]));
  await client.subscribe(config.TOPIC_NAME);
  const success = { imageId: "a".repeat(24), taskId: "b".repeat(24), compressedUrl: "https://example.org/c.webp" };
  await messaging.successes.publish(success);
  await eventually(() => expect(heard).toEqual([[config.TOPIC_NAME, success]]));
  await messaging.close();
  client.disconnect();
});

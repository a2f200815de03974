import { startRedis } from "@pixpress/test-servers/redis";
import { expect, test } from "vitest";
import { openMessaging } from "../src/open.ts";
import { aConfig, aTask } from "./messages.ts";

test("a server that evicts keys is named, to who asks and in the log", async () => {
  const server = await startRedis({ config: { "maxmemory-policy": "allkeys-lru" } });
  const log: string[] = [];
  const messaging = await openMessaging({ ...aConfig(server.env), log: { warn: (_, message) => log.push(message) } });
  const sentence = "Redis throws work away when its memory is full: its maxmemory-policy is allkeys-lru and must be noeviction.";
  expect(await messaging.faults()).toEqual([sentence]);
  expect(log).toEqual([sentence]);
  await messaging.close();
  await server.stop();
});

test("a full server refuses what is sent, and the same call goes through later", async () => {
  const server = await startRedis({ config: { maxmemory: "1" } });
  const messaging = await openMessaging(aConfig(server.env));
  const task = aTask();
  await expect(messaging.tasks.send(task.taskId, task)).rejects.toMatchObject({ name: "MessagingError", retryable: true });
  await messaging.close();
  await server.stop();
});

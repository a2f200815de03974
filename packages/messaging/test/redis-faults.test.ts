import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
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

/** A server that answers as Redis of that version does to whoever asks for it, and OK to all else. */
async function pretendRedis(version: string) {
  const info = `redis_version:${version}\r\nmaxmemory_policy:noeviction\r\n`;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.setEncoding("utf8").on("data", (text: string) => {
      // Each command is an array of texts; its name is the first of them.
      for (const [, name] of text.matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        socket.write(name?.toLowerCase() === "info" ? `$${info.length}\r\n${info}\r\n` : "+OK\r\n");
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { env: { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(port) }, stop: () => server.close() };
}

test.each([
  ["5.0.14", ["Redis 5.0.14 is too old for the queues: 6.2 or newer is needed."]],
  ["6.0.16", ["Redis 6.0.16 is too old for the queues: 6.2 or newer is needed."]],
  ["6.2.0", []],
  ["8.2.1", []],
])("of version %s a server is told to be %j", async (version, faults) => {
  const server = await pretendRedis(version);
  const messaging = await openMessaging(aConfig(server.env));
  expect(await messaging.faults()).toEqual(faults);
  await messaging.close();
  server.stop();
});

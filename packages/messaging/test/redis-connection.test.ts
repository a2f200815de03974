import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { startRedis } from "@pixpress/test-servers/redis";
import { expect, test } from "vitest";
import { openMessaging } from "../src/open.ts";
import { aConfig, aTask } from "./messages.ts";

test("a password is used where it is given, and its lack is a refusal", async () => {
  const server = await startRedis({ config: { requirepass: "s3cret word" } });
  const knowing = await openMessaging(aConfig({ ...server.env, REDIS_PASSWORD: "s3cret word" }));
  const named = await openMessaging(aConfig({ ...server.env, REDIS_USERNAME: "default", REDIS_PASSWORD: "s3cret word" }));
  const unknowing = await openMessaging(aConfig(server.env));
  const task = aTask();
  await knowing.tasks.send(task.taskId, task);
  await named.tasks.send(task.taskId, task);
  await expect(unknowing.tasks.send(task.taskId, task)).rejects.toMatchObject({ name: "MessagingError" });
  await Promise.all([knowing, named, unknowing].map((messaging) => messaging.close()));
  await server.stop();
});

test("with REDIS_TLS the first word to the server is TLS", async () => {
  const first = Promise.withResolvers<number | undefined>();
  const server = createServer((socket) => {
    socket.once("data", (chunk: Buffer) => first.resolve(chunk[0]));
    socket.on("error", () => undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const opening = openMessaging(aConfig({ REDIS_HOST: "127.0.0.1", REDIS_PORT: String(port), REDIS_TLS: "true" }));
  // 22 is the record type of a handshake.
  expect(await first.promise).toBe(22);
  const messaging = await opening;
  await messaging.close();
  server.close();
});

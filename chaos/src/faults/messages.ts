import { randomBytes } from "node:crypto";
import { Queue } from "bullmq";
import { queueNames } from "../world/read-queues.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

type Message = Record<string, unknown>;

const copies = 5;
const megabyte = 1024 * 1024;

/** What nobody can read, made from a message that could be read; and text that is no JSON at all. */
const spoilt: readonly ((message: Message) => string)[] = [
  (message) => JSON.stringify(message).slice(0, -20),
  (message) => JSON.stringify({ ...message, version: 99 }),
  () => JSON.stringify("x".repeat(megabyte)),
  (message) => `{"__proto__":{"taskId":"x","polluted":true},${JSON.stringify({ ...message, taskId: undefined }).slice(1)}`,
];
/** What can be read in spite of what else is in it. */
const padded: readonly ((message: Message) => string)[] = [
  (message) => JSON.stringify({ ...message, padding: "x".repeat(megabyte) }),
  (message) => `{"__proto__":{"status":"failed","key":"images/x/y.jpg"},${JSON.stringify(message).slice(1)}`,
];

/** Whatever waits in a queue: each message five times over, one in four of the first copies spoilt, in the opposite order. */
async function tamper(world: World, name: string): Promise<void> {
  const redis = world.surroundings.redisClient;
  const queue = new Queue(name, { connection: { host: world.surroundings.redis.host, port: world.surroundings.redis.port } });
  const waiting = await redis.lrange(`bull:${name}:wait`, "0", "-1");
  for (const [index, id] of waiting.entries()) {
    const data = await redis.hget(`bull:${name}:${id}`, "data");
    if (data === null) continue;
    const message = JSON.parse(data) as Message;
    for (let copy = 0; copy < copies; copy += 1) {
      const added = await queue.add("copy", message, { jobId: `copy-${randomBytes(8).toString("hex")}`, lifo: copy % 2 === 0 });
      const change = copy === 0 ? padded[index % padded.length] : copy === 1 ? spoilt[index % spoilt.length] : undefined;
      if (change !== undefined) await redis.hset(`bull:${name}:${added.id}`, "data", change(message));
    }
    const spoil = index % 4 === 0 ? spoilt[(index / 4) % spoilt.length] : undefined;
    if (spoil !== undefined) await redis.hset(`bull:${name}:${id}`, "data", spoil(message));
    world.note(`message of ${name} copied${spoil === undefined ? "" : " and spoilt"}`);
  }
  const order = await redis.lrange(`bull:${name}:wait`, "0", "-1");
  if (order.length > 0)
    await redis
      .multi()
      .del(`bull:${name}:wait`)
      .rpush(`bull:${name}:wait`, ...order.toReversed())
      .exec();
  await queue.close();
}

export const messages: Fault = {
  name: "messages",
  title: "messages duplicated five times, reordered, truncated, unknown version, 1 MB, `__proto__`",
  n: 200,
  ci: 20,
  async injure(world, n) {
    const { redisClient } = world.surroundings;
    // While nobody takes them, so that every one is met.
    await world.outage("nobody takes messages", () => tamperWithAll(world, n));
    for (const spoil of [...spoilt, ...padded]) {
      for (const channel of ["tasks-results", "tasks-results.events"]) await redisClient.publish(channel, spoil({ kind: "task.changed" }));
    }
  },
};

async function tamperWithAll(world: World, n: number): Promise<void> {
  const { redisClient } = world.surroundings;
  const [tasks, smallTasks, results] = queueNames;
  for (const worker of world.workers) await worker.end();
  await world.load(n, { unfinished: n });
  await tamper(world, tasks);
  await tamper(world, smallTasks);
  for (const server of world.servers) await server.end();
  for (const worker of world.workers) await worker.begin();
  const enough = Math.ceil(n / 2);
  await world.until("results wait", async () => (await redisClient.llen(`bull:${results}:wait`)) >= enough, 300);
  for (const worker of world.workers) await worker.end();
  await tamper(world, results);
  for (const app of [...world.servers, ...world.workers]) await app.begin();
  await world.until("the servers serve", () => world.servers.every((server) => server.ready()), 60);
}

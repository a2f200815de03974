import { randomBytes } from "node:crypto";
import { Queue } from "bullmq";
import type { World } from "../../world/world.ts";
import { copies, type Message, padded, spoilt, turn } from "./texts.ts";

/** Whatever waits in a queue: each message five times over, one in four of the first copies spoilt, in the opposite order. */
export async function tamper(world: World, name: string): Promise<void> {
  const redis = world.surroundings.redisClient;
  const queue = new Queue(name, { connection: { host: world.surroundings.redis.host, port: world.surroundings.redis.port } });
  const waiting = await redis.lrange(`bull:${name}:wait`, "0", "-1");
  for (const [index, id] of waiting.entries()) {
    const data = await redis.hget(`bull:${name}:${id}`, "data");
    if (data === null) continue;
    const message = JSON.parse(data) as Message;
    for (let copy = 0; copy < copies; copy += 1) {
      const added = await queue.add("copy", message, { jobId: `copy-${randomBytes(8).toString("hex")}`, lifo: copy % 2 === 0 });
      const change = copy === 0 ? turn(padded, index) : copy === 1 ? turn(spoilt, index) : undefined;
      if (change !== undefined) await redis.hset(`bull:${name}:${added.id}`, "data", change(message));
    }
    const spoil = index % 4 === 0 ? turn(spoilt, index / 4) : undefined;
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

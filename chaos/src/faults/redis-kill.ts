import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";

export const redisKill: Fault = {
  name: "redis-kill",
  title: "Redis `kill -9` and restart",
  n: 2000,
  ci: 30,
  async injure(world, n) {
    const { redis } = world.surroundings;
    const awaySeconds = world.waits.scaled(5);
    await world.during(world.load(n), world.waits.scaled(20), () =>
      world.outage("Redis killed", async () => {
        await redis.kill();
        await pause(awaySeconds * 1000);
        await redis.restart();
      }),
    );
  },
};

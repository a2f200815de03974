import type { Fault } from "./fault.ts";

export const flushAll: Fault = {
  name: "flushall",
  title: "`FLUSHALL`",
  n: 300,
  ci: 20,
  async injure(world, n) {
    await world.during(world.load(n), world.waits.scaled(30), async () => {
      world.note("FLUSHALL");
      await world.surroundings.redisClient.flushall();
    });
  },
};

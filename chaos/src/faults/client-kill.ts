import type { Fault } from "./fault.ts";

export const clientKill: Fault = {
  name: "client-kill",
  title: "`CLIENT KILL TYPE normal` and `pubsub` every 3 s",
  n: 500,
  ci: 30,
  async injure(world, n) {
    const { redisClient } = world.surroundings;
    await world.during(world.load(n), Math.max(0.6, world.waits.scaled(3)), async () => {
      world.note("every client cut off");
      for (const type of ["pubsub", "normal"]) await redisClient.call("CLIENT", "KILL", "TYPE", type);
    });
  },
};

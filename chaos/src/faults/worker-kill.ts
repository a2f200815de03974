import type { Fault } from "./fault.ts";

export const workerKill: Fault = {
  name: "worker-kill",
  title: "worker `kill -9` every 2 s",
  n: 5000,
  ci: 30,
  async injure(world, n) {
    await world.during(world.load(n), Math.max(1.5, world.waits.scaled(2)), async (round) => {
      world.note("worker killed");
      await world.workers[round % world.workers.length]?.kill();
    });
  },
};

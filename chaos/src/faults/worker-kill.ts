import type { Fault } from "./fault.ts";

const livesMs = 500;

export const workerKill: Fault = {
  name: "worker-kill",
  title: "worker `kill -9` every 2 s",
  n: 5000,
  ci: 30,
  async injure(world, n) {
    await world.during(world.load(n), Math.max(1.5, world.waits.scaled(2)), async (round) => {
      const victim = world.workers[round % world.workers.length];
      // With short waits nobody may count on a start within the pause.
      if (victim === undefined || (world.waits.name === "short" && !victim.readySince(livesMs))) return;
      world.note("worker killed");
      await victim.kill();
    });
  },
};

import { signal } from "../world/app.ts";
import type { Fault } from "./fault.ts";

export const engineKill: Fault = {
  name: "engine-kill",
  title: "one random engine child `kill -9` every 5 s",
  n: 1000,
  ci: 30,
  async injure(world, n) {
    await world.during(world.load(n), Math.max(1, world.waits.scaled(5)), async () => {
      const children = world.workers.flatMap((worker) => worker.children());
      const victim = children[Math.floor(Math.random() * children.length)];
      if (victim === undefined) return;
      world.note("engine child killed");
      signal(victim, "SIGKILL");
    });
  },
};

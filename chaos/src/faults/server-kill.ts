import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";

export const serverKill: Fault = {
  name: "server-kill",
  title: "server `kill -9` at random",
  n: 1000,
  ci: 30,
  async injure(world, n) {
    // One that starts anew must come to serve before the next dies, or nothing is ever under way.
    await world.during(world.load(n), Math.max(1.5, world.waits.scaled(4)), async () => {
      await pause(Math.random() * world.waits.scaled(2) * 1000);
      world.note("server killed");
      await world.servers[Math.floor(Math.random() * world.servers.length)]?.kill();
    });
  },
};

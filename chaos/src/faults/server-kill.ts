import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";

/** A server serves for so long before it may die again. */
const livesMs = 500;

export const serverKill: Fault = {
  name: "server-kill",
  title: "server `kill -9` at random",
  n: 1000,
  ci: 30,
  async injure(world, n) {
    await world.during(world.load(n), Math.max(1.5, world.waits.scaled(4)), async () => {
      await pause(Math.random() * world.waits.scaled(2) * 1000);
      // On a busy machine a start takes long: were they killed before they serve, nothing would ever be under way.
      const serving = world.servers.filter((server) => server.readySince(livesMs));
      const victim = serving[Math.floor(Math.random() * serving.length)];
      if (victim === undefined) return;
      world.note("server killed");
      await victim.kill();
    });
  },
};

import { setTimeout as pause } from "node:timers/promises";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

const durable = { durable: true };

/** Half the uploads before and during the outage, so that some are in every step; the rest after it. */
async function aroundOutage(world: World, n: number, what: string, work: () => Promise<unknown>): Promise<void> {
  const load = world.load(n);
  load.catch(() => undefined);
  await world.until("some are accepted", () => world.sent().some(({ acceptedAt }) => acceptedAt !== null), 60);
  await world.outage(what, work);
  await load;
}

export const databaseGone: Fault = {
  name: "database-gone",
  title: "database gone for 30 s",
  n: 200,
  ci: 20,
  world: durable,
  async injure(world, n) {
    const { mongo } = world.surroundings;
    await aroundOutage(world, n, "database gone", async () => {
      await mongo.kill();
      await pause(world.waits.scaled(30) * 1000);
      await mongo.restart();
    });
  },
};

export const databaseFrozen: Fault = {
  name: "database-frozen",
  title: "database frozen (SIGSTOP) for 20 s",
  n: 200,
  ci: 20,
  world: durable,
  async injure(world, n) {
    const { mongo } = world.surroundings;
    await aroundOutage(world, n, "database frozen", async () => {
      mongo.pause();
      await pause(world.waits.scaled(20) * 1000);
      mongo.resume();
    });
  },
};

export const databaseKill: Fault = {
  name: "database-kill",
  title: "database killed and restarted",
  n: 200,
  ci: 20,
  world: durable,
  async injure(world, n) {
    const { mongo } = world.surroundings;
    await world.during(world.load(n), world.waits.scaled(10), () => world.outage("database killed", () => mongo.restart()));
  },
};

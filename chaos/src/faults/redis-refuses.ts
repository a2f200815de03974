import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "@pixpress/test-servers/free-port";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

const refusalSeconds = 30;

/** Refuses for a while, with uploads before, within and after it. */
async function refusing(world: World, n: number, what: string, begin: () => Promise<unknown>, end: () => Promise<unknown>): Promise<void> {
  const load = world.load(n);
  load.catch(() => undefined);
  await world.until("some are accepted", () => world.sent().some(({ acceptedAt }) => acceptedAt !== null), 60);
  await world.outage(what, async () => {
    await begin();
    await pause(world.waits.scaled(refusalSeconds) * 1000);
    await end();
  });
  await load;
}

export const redisFull: Fault = {
  name: "redis-oom",
  title: "Redis out of memory",
  n: 100,
  ci: 20,
  async injure(world, n) {
    const { redisClient } = world.surroundings;
    await refusing(
      world,
      n,
      "Redis out of memory",
      () => redisClient.config("SET", "maxmemory", "1"),
      () => redisClient.config("SET", "maxmemory", "0"),
    );
  },
};

export const redisReadOnly: Fault = {
  name: "redis-readonly",
  title: "Redis read-only",
  n: 100,
  ci: 20,
  async injure(world, n) {
    const { redisClient } = world.surroundings;
    // A replica takes no writes; nobody is at the address of its primary, so it keeps what it has.
    const nobody = String(await freePort());
    await refusing(
      world,
      n,
      "Redis read-only",
      () => redisClient.call("REPLICAOF", "127.0.0.1", nobody),
      () => redisClient.call("REPLICAOF", "NO", "ONE"),
    );
  },
};

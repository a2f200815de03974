import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";

/** Longer than a lease and the look for lost leases together. */
const pastLeaseSeconds = 50;

export const frozenWorker: Fault = {
  name: "frozen-worker",
  title: "a worker frozen past its lease, another finishes, thawed",
  n: 50,
  ci: 12,
  async injure(world, n) {
    const [frozen, other] = world.workers;
    if (frozen === undefined || other === undefined) throw new Error("there are two workers");
    const { redisClient } = world.surroundings;
    const rounds = world.waits.name === "short" ? 1 : 2;
    for (let round = 0; round < rounds; round += 1) {
      // Alone, so that it has work in hand when it freezes.
      await other.end();
      const load = world.load(Math.ceil(n / rounds), { unfinished: n });
      load.catch(() => undefined);
      const inHand = async () => (await redisClient.llen("bull:image-queue-small:active")) > 0;
      await world.until("it has a task in hand", inHand, 60);
      const withChildren = round % 2 === 0;
      frozen.freeze(withChildren);
      world.note(withChildren ? "worker and its children frozen" : "worker frozen");
      await other.begin();
      await pause(Math.max(5, world.waits.scaled(pastLeaseSeconds)) * 1000);
      await world.until("the other one finished", async () => !(await inHand()), 120).catch(() => undefined);
      frozen.thaw();
      await load;
    }
  },
};

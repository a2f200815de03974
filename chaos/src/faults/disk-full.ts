import { setTimeout as pause } from "node:timers/promises";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

const fullSeconds = 20;
const folders = ["tmp", "files"];

export const diskFull: Fault = {
  name: "disk-full",
  title: "disk full on temp and on disk storage",
  n: 50,
  ci: 10,
  world: { disk: true, smallDisks: folders },
  async injure(world, n) {
    for (const name of folders) await whileFull(world, name, Math.ceil(n / folders.length));
  },
};

/** A third of the uploads waits for its worker when the disk fills up, the others come to a full one. */
async function whileFull(world: World, name: string, n: number): Promise<void> {
  let load: Promise<unknown> = Promise.resolve();
  await world.outage(`${name} full`, async () => {
    for (const worker of world.workers) worker.freeze(true);
    const early = Math.ceil(n / 3);
    await world.load(early, { unfinished: n });
    const makeRoom = world.smallDisks.get(name)?.fill();
    for (const worker of world.workers) worker.thaw();
    load = world.load(n - early, { unfinished: n });
    load.catch(() => undefined);
    await pause(world.waits.scaled(fullSeconds) * 1000);
    makeRoom?.();
  });
  await load;
}

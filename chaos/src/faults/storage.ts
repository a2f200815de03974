import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.ts";

export const storageErrs: Fault = {
  name: "storage-errs",
  title: "storage: 20 % 5xx, 10 % timeouts, 5 % partial bodies",
  n: 500,
  ci: 15,
  async injure(world, n) {
    const { cloudinary } = world.surroundings;
    const kinds = [
      ["5xx", 0.2],
      ["timeout", 0.1],
      ["partial", 0.05],
    ] as const;
    for (const [kind, rate] of kinds) {
      cloudinary.fail(kind, { rate });
      world.note(`${kind} in ${rate * 100} % of all calls`);
    }
    const uploads = await world.load(n);
    await world
      .until(
        "all are told to be done",
        () => uploads.every(({ accepted: [ids] }) => world.events.knowsEnd(ids?.taskId ?? "")),
        world.waits.quietSeconds,
      )
      .catch(() => undefined);
    cloudinary.heal();
  },
};

export const originalMissing: Fault = {
  name: "original-missing",
  title: "storage: the original missing",
  n: 20,
  ci: 5,
  async injure(world, n) {
    const { cloudinary } = world.surroundings;
    for (const worker of world.workers) await worker.end();
    for (const upload of await world.load(n, { unfinished: n })) {
      upload.expected = { end: "failed", reasons: ["original_missing"] };
      const prefix = `images/${upload.accepted[0]?.imageId}/`;
      for (const id of [...cloudinary.files.keys()].filter((key) => key.startsWith(prefix))) cloudinary.files.delete(id);
      world.note("original removed");
    }
    for (const worker of world.workers) await worker.begin();
  },
};

export const storageGone: Fault = {
  name: "storage-gone",
  title: "storage gone for 5 minutes (all tasks still end `completed`)",
  n: 100,
  ci: 10,
  async injure(world, n) {
    const { door } = world.surroundings;
    // Half of them wait for a worker when storage goes, the others come to a service that cannot store them.
    await world.outage("storage gone", async () => {
      for (const worker of world.workers) await worker.end();
      await world.load(Math.ceil(n / 2), { unfinished: n });
      door.shut();
      for (const worker of world.workers) await worker.begin();
      const load = world.load(Math.floor(n / 2), { unfinished: n });
      load.catch(() => undefined);
      await pause(world.waits.scaled(300) * 1000);
      door.open();
    });
    await world.until(
      "all are accepted",
      () => world.sent().length === n && world.sent().every(({ acceptedAt }) => acceptedAt !== null),
      120,
    );
  },
};

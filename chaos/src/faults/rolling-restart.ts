import type { Fault } from "./fault.ts";

export const rollingRestart: Fault = {
  name: "rolling-restart",
  title: "rolling restart of everything under load",
  n: 2000,
  ci: 25,
  world: { durable: true },
  async injure(world, n) {
    const { redis, mongo } = world.surroundings;
    const apps = [...world.servers, ...world.workers];
    const steps: (() => Promise<unknown>)[] = [
      ...apps.map((app, index) => async () => {
        const code = await app.restart();
        world.note(code === 0 ? "process restarted" : `process ${index} left with ${code}`);
        await world.until("it is ready again", () => app.ready(), 60);
      }),
      () => world.outage("Redis restarted", () => redis.restart()),
      () => world.outage("database restarted", () => mongo.restart()),
    ];
    // Each at least once, however few the uploads are.
    const load = world.load(n);
    load.catch(() => undefined);
    for (const step of steps) await step();
    await world.during(load, world.waits.scaled(5), (round) => (steps[round % steps.length] as () => Promise<unknown>)());
  },
  more: ({ injuries }) => [...injuries.keys()].filter((injury) => /left with/.test(injury)),
};

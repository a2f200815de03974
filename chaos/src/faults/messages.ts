import { photo } from "../world/pictures.ts";
import { queueNames } from "../world/read-queues.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";
import { echoEvents } from "./spoilt/events.ts";
import { tamper } from "./spoilt/queues.ts";

/** One upload in four is no small task: an AVIF of 1.1 megapixels, written in one go. */
const oneInLarge = 4;
const avif = { formats: ["avif" as const], quality: { encoder: 40 } };

export const messages: Fault = {
  name: "messages",
  title: "messages duplicated five times, reordered, truncated, unknown version, 1 MB, `__proto__`",
  n: 200,
  ci: 12,
  async injure(world, n) {
    const silence = await echoEvents(world);
    // While nobody takes them, so that every one is met.
    await world.outage("nobody takes messages", () => tamperWithAll(world, n));
    const ended = () => world.sent().every(({ accepted: [ids] }) => world.events.knowsEnd(ids?.taskId ?? ""));
    await world.until("all ends are told", ended, world.waits.quietSeconds).catch(() => undefined);
    silence();
  },
};

async function tamperWithAll(world: World, n: number): Promise<void> {
  const { redisClient } = world.surroundings;
  const [tasks, smallTasks, results] = queueNames;
  for (const worker of world.workers) await worker.end();
  const large = Math.ceil(n / oneInLarge);
  await world.load(n - large, { unfinished: n });
  const picture = await photo(0, 1200, 900);
  await world.load(large, { image: async () => picture, recipe: avif, unfinished: n });
  await tamper(world, tasks);
  await tamper(world, smallTasks);
  for (const server of world.servers) await server.end();
  for (const worker of world.workers) await worker.begin();
  const enough = Math.ceil(n / 2);
  await world.until("results wait", async () => (await redisClient.llen(`bull:${results}:wait`)) >= enough, 300);
  for (const worker of world.workers) await worker.end();
  await tamper(world, results);
  for (const app of world.apps) await app.begin();
  await world.until("the servers serve", () => world.servers.every((server) => server.ready()), 180);
}

import { putToken, type Step, tokenIsTaken } from "../failpoints/tokens.ts";
import { tokensIn } from "../world/surroundings.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

/** In the order of the journey: between each and the next the server dies. `results.deliver` is the last moment before the acknowledgement. */
const steps: readonly Step[] = [
  { operation: "idempotencyKeys.claim" },
  { operation: "put" },
  { operation: "images.insertWithTask" },
  { operation: "tasks.markReady" },
  { operation: "smallTasks.send" },
  { operation: "results.insertOnce" },
  { operation: "images.finish" },
  { operation: "tasks.finish" },
  { operation: "events.publish", after: "tasks.finish" },
  { operation: "successes.publish" },
  { operation: "tasks.close" },
  { operation: "results.deliver", after: "tasks.close" },
];

export const betweenSteps: Fault = {
  name: "between-steps",
  title: "server `kill -9` between each two steps of upload and of finish",
  n: steps.length * 20,
  ci: steps.length,
  diesByItself: true,
  world: { serverMain: "chaos/src/failpoints/server-with-kill.ts" },
  async injure(world, n) {
    const each = Math.max(1, Math.round(n / steps.length));
    for (const step of steps) for (let round = 0; round < each; round += 1) await dieAt(world, step);
  },
};

async function dieAt(world: World, step: Step): Promise<void> {
  const tokens = tokensIn(world.surroundings.folder);
  putToken(tokens, step);
  await world.load(1, { unfinished: 1000 });
  await world.until(`a server died after ${step.operation}`, () => tokenIsTaken(tokens, step), 60);
  world.note("server killed between two steps");
}

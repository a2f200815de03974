import { afterEach, beforeEach, expect, it } from "vitest";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { clearDeadJobs } from "../../src/recovery/dead-jobs.ts";
import { healOpenTasks } from "../../src/recovery/open-tasks.ts";
import { resultOf } from "../fake-worker.ts";
import { replaced } from "../faulty.ts";
import { inSeconds, never, openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

it("a dead task job is removed, and its task is then sent anew", async () => {
  const { parts } = world;
  const { taskId, imageId } = await world.upload();
  const dead = [{ id: taskId, message: { taskId, imageId } }];
  const removed: string[] = [];
  let messaging = replaced(parts.messaging, "smallTasks.dead", () => async () => dead);
  messaging = replaced(messaging, "smallTasks.removeDead", () => async (id: string) => {
    removed.push(id);
    return parts.messaging.smallTasks.remove(id);
  });
  await clearDeadJobs({ ...parts, messaging });
  expect(removed).toEqual([taskId]);
  await healOpenTasks(parts, { now: await inSeconds(parts, 120), everyAge: false, signal: never });
  expect(await parts.messaging.smallTasks.stateOf(taskId)).toBe("waiting");
});

it("a dead result is retried while its task waits for it, and removed once it does not", async () => {
  const { parts } = world;
  const pending = await world.upload();
  const final = await world.upload();
  await finishFrom(parts, resultOf(final, [], "not_an_image"));
  const gone = { taskId: "b".repeat(24), imageId: "a".repeat(24) };
  const dead = [pending, final, gone].map((task) => ({ id: task.taskId, message: resultOf(task, []) }));
  const done: string[][] = [];
  let messaging = replaced(parts.messaging, "results.dead", () => async () => dead);
  for (const verb of ["retry", "removeDead"]) {
    messaging = replaced(messaging, `results.${verb}`, () => async (id: string) => done.push([verb, id]) > 0);
  }
  await clearDeadJobs({ ...parts, messaging });
  expect(done).toEqual([
    ["retry", pending.taskId],
    ["removeDead", final.taskId],
    ["removeDead", gone.taskId],
  ]);
});

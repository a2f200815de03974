import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { openWorld, type World } from "../world.ts";
import { type Cause, checkStep, IllegalTransition, type Snapshot } from "./state-machine.ts";

let world: World;
let task: { imageId: string; taskId: string };
beforeEach(async () => {
  world = await openWorld();
  task = await world.upload();
});
afterEach(() => world.close());

async function look(): Promise<Snapshot> {
  const { images, tasks, results } = world.parts.database;
  return {
    images: new Map([[task.imageId, await images.get(task.imageId)]]),
    tasks: new Map([[task.taskId, await tasks.get(task.taskId)]]),
    results: new Map([[task.taskId, await results.get(task.taskId)]]),
  };
}

/** The snapshot with its task, or its image, forged. */
const withTask = (seen: Snapshot, forged: object): Snapshot => ({
  ...seen,
  tasks: new Map([...seen.tasks].map(([id, row]) => [id, row === null ? null : { ...row, ...forged }])),
});
const withImage = (seen: Snapshot, forged: object): Snapshot => ({
  ...seen,
  images: new Map([...seen.images].map(([id, row]) => [id, row === null ? null : { ...row, ...forged }])),
});

const step = (before: Snapshot, after: Snapshot, ...causes: Cause[]) =>
  checkStep(before, after, new Set(causes), new Set([task.imageId, task.taskId]));
const finish = async () => finishFrom(world.parts, resultOf(task, [await storeOutput(world.parts, task, "small")]));

it("what the service does is legal, by whose business it is alone", async () => {
  const before = await look();
  await finish();
  const after = await look();
  step(before, after, "deliver");
  expect(() => step(before, after, "delete")).toThrow(IllegalTransition);
});

describe("a forged transition is illegal", () => {
  it("of a final task: back to pending, another end, an end that nobody brought", async () => {
    const before = await look();
    await finish();
    const after = await look();
    const revision = (after.tasks.get(task.taskId)?.revision ?? 0) + 1;
    expect(() => step(after, withTask(after, { status: "pending", revision }), "deliver", "recover")).toThrow(/from final to/);
    expect(() => step(after, withTask(after, { status: "failed", outputs: [], revision }), "deliver")).toThrow(
      /does not say|answer changed/,
    );
    expect(() => step(before, withTask(before, { status: "completed", revision }), "deliver")).toThrow(/does not say/);
  });

  it("of a revision: one that falls, one that stays while the task changes", async () => {
    const before = await look();
    expect(() => step(before, withTask(before, { startedAt: new Date() }), "deliver")).toThrow(/revision did not grow/);
    expect(() => step(withTask(before, { revision: 7 }), before, "deliver")).toThrow(/revision did not grow/);
  });

  it("of a stored result: another one, or none any more", async () => {
    await finish();
    const before = await look();
    const stored = before.results.get(task.taskId);
    const forged = stored == null ? null : { ...stored, at: "2000-01-01T00:00:00.000Z" };
    for (const result of [forged, null]) {
      expect(() => step(before, { ...before, results: new Map([[task.taskId, result]]) }, "deliver")).toThrow(/stored result/);
    }
  });

  it("of an image: taken by the purge though nobody deleted it, or back from the grave", async () => {
    const before = await look();
    const now = new Date();
    expect(() => step(before, withImage(before, { purgeClaimedAt: now }), "recover")).toThrow(/promised to its caller/);
    const buried = withImage(before, { purgedAt: now });
    expect(() => step(buried, before, "undo", "upload", "recover")).toThrow(/from tombstone to visible/);
  });
});

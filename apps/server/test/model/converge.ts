import { setTimeout } from "node:timers/promises";
import type { TaskRow } from "@pixpress/db";
import { storedKeys } from "../world.ts";
import { Hand } from "./hand.ts";
import type { Model } from "./model.ts";
import { deliver, type Operation, perform, recover } from "./operations.ts";
import type { Service } from "./service.ts";
import { IllegalTransition, type Snapshot } from "./state-machine.ts";

/** Rounds within which all must be quiet. */
const mostRounds = 25;
const lanes = ["smallTasks", "tasks"] as const;

/** Lets the system be: all that is in hand goes on, nothing is disturbed any more, until nothing moves. Then nothing may be missing, twice or left over. */
export async function converge(model: Model, service: Service): Promise<void> {
  await untilQuiet(model, service);
  await run(model, service, recover(7300));
  await untilQuiet(model, service);
  checkEnd(service, model.last);
  // What a key began and nobody finished is kept for whoever comes with the key.
  await checkFiles(service, model.last, [...service.claimed]);
  await checkTold(service, model.last);

  // A day later tombstones and keys go too; an answer that comes even then finds nothing to change and leaves nothing.
  await run(model, service, recover(26 * 3600));
  for (const result of service.said) await service.broker.messaging().results.send(result.taskId, result);
  await untilQuiet(model, service);
  await run(model, service, recover(26 * 3600));
  checkEnd(service, model.last);
  await checkFiles(service, model.last, []);
}

async function run(model: Model, service: Service, operation: Operation): Promise<unknown> {
  const outcome = await perform(service, operation, service.actor(null, undefined, operation.secondsAhead));
  model.last = await service.check(model.last, operation.causes);
  return outcome.kind === "answered" ? outcome.value : assert(false, `${operation.label} was ${outcome.kind} in quiet`);
}

async function untilQuiet(model: Model, service: Service): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    for (const hand of service.hands.splice(0)) {
      await service.complete(hand, "late");
      service.retire(hand);
    }
    service.broker.settle();
    for (const lane of lanes) {
      while (await inQueue(service, lane)) {
        const hand = await Hand.take(service.broker, lane);
        if (hand === null) break;
        await service.complete(hand, "a");
        service.retire(hand);
      }
    }
    while ((await inQueue(service, "results")) && (await run(model, service, deliver)) !== null);
    if (await isQuiet(model, service)) return;
    await run(model, service, recover(120));
  }
  assert(false, `the system was not quiet after ${mostRounds} rounds`);
}

/** How many are not yet done with: waiting, later to be tried again, or in the hands of one that died. */
async function inQueue(service: Service, name: (typeof lanes)[number] | "results"): Promise<number> {
  const { waiting, active, delayed } = await service.broker.messaging()[name].counts();
  return waiting + active + delayed;
}

async function isQuiet({ last }: Model, service: Service): Promise<boolean> {
  for (const queue of [...lanes, "results"] as const) {
    const { waiting, active, delayed, dead } = await service.broker.messaging()[queue].counts();
    if (waiting + active + delayed + dead > 0) return false;
  }
  const rows = [...last.tasks.values()].filter((row) => row !== null);
  const going = [...last.images.values()].some((row) => row?.purgedAt === null && row.deletedAt !== null);
  return !going && rows.every(({ open, ready }) => !open && ready);
}

/** Every upload that was answered is final, once, or was deleted by its caller, wholly. */
function checkEnd(service: Service, { images, tasks, results }: Snapshot): void {
  for (const [id, row] of tasks) {
    const image = images.get(row?.imageId ?? "");
    if (row === null) continue;
    assert(image != null && image.purgedAt === null, `task ${id} outlived its image`);
    assert(row.status !== "pending" && results.get(id) != null, `task ${id} has no result in the end`);
  }
  for (const [id, result] of results) assert(result === null || tasks.get(id) != null, `the result of task ${id} was left over`);
  for (const [id, image] of images) {
    if (image === null || image.purgedAt !== null) continue;
    assert(image.deletedAt === null && tasks.get(image.taskId ?? "") != null, `image ${id} has no task in the end`);
    const ids = [...tasks.values()].filter((row) => row?.imageId === id).map((row) => row?.id ?? "");
    assert(image.taskId === ids.toSorted().at(-1), `image ${id} does not name its newest task in the end`);
    const done = [...tasks.values()]
      .filter((row) => row?.imageId === id && row.outputs.length > 0)
      .sort((one, other) => ((one?.id ?? "") < (other?.id ?? "") ? 1 : -1));
    assert(image.compressedTaskId === (done[0]?.id ?? null), `image ${id} does not show its newest task that brought anything`);
    assert(JSON.stringify(image.outputs) === JSON.stringify(done[0]?.outputs ?? []), `image ${id} does not show what its task brought`);
  }
  for (const id of service.answered) {
    assert(images.has(id) || tasks.has(id), `${id} was answered and never was`);
  }
}

/** Nothing lies in storage but what a row names, and all of that does. */
async function checkFiles(service: Service, { images, tasks }: Snapshot, spared: readonly string[]): Promise<void> {
  const living = [...images.values()].filter((row) => row !== null && row.purgedAt === null).filter((row) => row !== null);
  const outputs = [...tasks.values()].flatMap((row) => row?.outputs ?? []);
  const named = new Set([...living.map(({ key }) => key ?? ""), ...outputs.map(({ key }) => key)]);
  const stored = await storedKeys(service.parts);
  for (const key of named) assert(stored.includes(key), `${key} is named and not there`);
  for (const key of stored) assert(named.has(key) || spared.some((id) => key.includes(id)), `${key} is there and nobody names it`);
}

/** Every final task was told to who watches, and every success was published; where an undo's own notice may be lost, whoever comes anew is told. */
async function checkTold(service: Service, { tasks, images }: Snapshot): Promise<void> {
  const { told, restored, succeeded } = service.witness;
  const isUntold = (row: TaskRow | null): row is TaskRow => {
    if (row === null || images.get(row.imageId)?.deletedAt !== null) return false;
    const ended = told.get(row.id)?.status === row.status || restored.has(row.imageId);
    return !ended || (row.status !== "failed" && !succeeded.has(row.id));
  };
  const untold = () => [...tasks.values()].filter(isUntold);
  const settled = async (rows: () => TaskRow[]) => {
    const end = performance.now() + 300 + 2 * service.broker.patienceMs;
    while (rows().length > 0 && performance.now() < end) await setTimeout(5);
    const ids = rows().map(({ id }) => id);
    assert(ids.length === 0, `nobody was told how these ended: ${ids.join(", ")}`);
  };
  await settled(() => untold().filter(({ imageId }) => !service.undone.has(imageId)));
  await service.witness.listen(service.parts);
  await settled(untold);
  service.witness.check({ tasks, images, results: new Map() });
}

function assert(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new IllegalTransition(sentence);
}

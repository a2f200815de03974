import { setTimeout as pause } from "node:timers/promises";
import { queuedStates } from "../world/queued-states.ts";
import type { Uploading } from "../world/uploads.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

/** When an image is deleted, by how far its task has come. */
const moments: readonly ((world: World, upload: Uploading) => Promise<unknown>)[] = [
  // Its answer has only just come.
  async () => undefined,
  // At a random moment of its work.
  () => pause(Math.random() * 400),
  (world, { accepted: [ids] }) => heard(world, (told) => told.taskId === ids?.taskId),
  (world, { accepted: [ids] }) => heard(world, (told) => told.taskId === ids?.taskId && told.status !== "pending"),
];

/** What follows a deletion: nothing, or an undo at once, after a while, or at the last moment, when the purge may have it already. */
const undos: readonly ((undoSeconds: number) => Promise<boolean>)[] = [
  async () => false,
  async () => true,
  (seconds) => pause(Math.random() * seconds * 700).then(() => true),
  (seconds) => pause(seconds * 1000 + Math.random() * 200).then(() => true),
];

async function heard(world: World, which: (told: World["events"]["told"][number]) => boolean): Promise<void> {
  await world.until("its event", () => world.events.told.some(which), 120).catch(() => undefined);
}

export const deletions: Fault = {
  name: "deletions",
  title: "delete at every state, undo at every state",
  n: 100,
  ci: 32,
  async injure(world, n) {
    const still = Math.floor(n / 2);
    await whileNobodyWorks(world, still);
    const numbers = Array.from({ length: n - still }, (_, index) => index).values();
    const client = async () => {
      for (const index of numbers) {
        const [upload] = await world.load(1, { unfinished: n });
        if (upload === undefined) continue;
        await moments[index % moments.length]?.(world, upload);
        await remove(world, upload, Math.floor(index / moments.length));
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
  },
};

/** One in each state that a task can have in a queue, whose workers come back in the middle of it. */
async function whileNobodyWorks(world: World, n: number): Promise<void> {
  for (const worker of world.workers) await worker.end();
  const uploads = await world.load(n, { unfinished: n });
  for (const [index, upload] of uploads.entries()) {
    const [state, put] = queuedStates[index % queuedStates.length] ?? [];
    await put?.(world.surroundings.redisClient, upload.accepted[0]?.taskId ?? "");
    world.note(`made ${state}`);
  }
  const removals = uploads.map((upload, index) => remove(world, upload, Math.floor(index / queuedStates.length)));
  await pause(world.waits.scaled(2) * 1000);
  for (const worker of world.workers) await worker.begin();
  await Promise.all(removals);
}

async function remove(world: World, upload: Uploading, nth: number): Promise<void> {
  const undoSeconds = Number(world.waits.settings["UNDO_SECONDS"] ?? 30);
  const imageId = upload.accepted[0]?.imageId ?? "";
  const path = `/images/${imageId}`;
  await world.uploads.ask(upload, { asked: "the deletion", path, method: "DELETE", right: [200], again: [404] });
  world.note("deleted");
  upload.expected = { end: "gone" };
  if (!(await undos[nth % undos.length]?.(undoSeconds))) return;
  // 409 or 404: the purge was quicker, and has begun or is done.
  const status = await world.uploads.ask(upload, { asked: "the undo", path: `${path}/undo`, method: "POST", right: [200, 404, 409] });
  world.note(status === 200 ? "undone" : "undone too late");
  if (status === 200) upload.expected = { end: "completed" };
}

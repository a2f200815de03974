import { setTimeout as pause } from "node:timers/promises";
import type { Uploading } from "../world/uploads.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

/** When an image is deleted, by the state its task is in then. */
const states: readonly ((world: World, upload: Uploading) => Promise<unknown>)[] = [
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
  ci: 16,
  async injure(world, n) {
    const undoSeconds = Number(world.waits.settings["UNDO_SECONDS"] ?? 30);
    const numbers = Array.from({ length: n }, (_, index) => index).values();
    const client = async () => {
      for (const index of numbers) {
        const [upload] = await world.load(1, { unfinished: n });
        if (upload !== undefined) await remove(world, upload, index, undoSeconds);
      }
    };
    await Promise.all(Array.from({ length: 16 }, client));
  },
};

async function remove(world: World, upload: Uploading, index: number, undoSeconds: number): Promise<void> {
  const imageId = upload.accepted[0]?.imageId ?? "";
  await states[index % states.length]?.(world, upload);
  await world.uploads.ask(upload, "the deletion", `/images/${imageId}`, "DELETE", [200]);
  world.note("deleted");
  upload.expected = { end: "gone" };
  const undo = undos[Math.floor(index / states.length) % undos.length];
  if (!(await undo?.(undoSeconds))) return;
  // 409 or 404: the purge was quicker, and has begun or is done.
  const status = await world.uploads.ask(upload, "the undo", `/images/${imageId}/undo`, "POST", [200, 404, 409]);
  world.note(status === 200 ? "undone" : "undone too late");
  if (status === 200) upload.expected = { end: "completed" };
}

import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { faulty } from "@pixpress/test-servers/faulty";
import { afterEach, expect, it } from "vitest";
import { createApplication } from "../../src/create-application.ts";
import { createOrphanWalk } from "../../src/recovery/orphans.ts";
import { startFakeWorker } from "../fake-worker.ts";
import { defaultRecipe, eventually, inSeconds, never, openWorld, storedKeys, type World } from "../world.ts";

let world: World;
afterEach(() => world.close());

const away = new Error("it is away");
/** Verbs whose failures are nobody's promise here: they answer at once, or go on by themselves. */
const spared = /(^|\.)(subscribe|list)$/;

/** A small generator, so that a failing seed fails again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The port with any of its calls failing now and then, done or not. */
const unreliable = <T extends object>(port: T, error: Error, fails: () => boolean): T =>
  faulty(port, (operation) => {
    if (!spared.test(operation) && fails()) throw error;
  });

it.each([1, 2, 3, 4, 5, 6])(
  "whatever fails meanwhile, each accepted upload ends completed and nothing is left over (seed %i)",
  async (seed) => {
    world = await openWorld({ RECOVERY_SECONDS: 0.02, RECOVERY_AGE_SECONDS: 0.1, UNDO_SECONDS: 0.02 });
    const { parts } = world;
    const random = randomOf(seed);
    let stormy = true;
    const fails = (): boolean => stormy && random() < 0.08;
    const broken = {
      ...parts,
      database: unreliable(parts.database, new DatabaseError("call", true, away), fails),
      storage: unreliable(parts.storage, new StorageError("call", "unavailable", away), fails),
      messaging: unreliable(parts.messaging, new MessagingError("call", true, away), fails),
    };
    const servers = [createApplication(broken), createApplication({ ...broken, alone: false })];
    await Promise.all(servers.map((server) => server.start()));
    // The worker fails too, and is run again by the queue; it must never be what loses a task.
    const worker = startFakeWorker(broken, ({ taskId }) => `${taskId} ${random() < 0.5}`);

    const context = servers[0]?.context({ requestId: "test", origin: "http://here" });
    const kept: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      const task = await servers[index % 2]?.acceptUpload(await world.spool(), defaultRecipe, never).catch(() => null);
      if (task == null) continue;
      if (random() < 0.3) await parts.messaging.smallTasks.remove(task.taskId);
      if (random() < 0.7) {
        kept.push(task.taskId);
        continue;
      }
      await context?.images.delete(task.imageId).catch(() => undefined);
      if (random() < 0.5) await context?.images.undo(task.imageId).catch(() => undefined);
    }
    stormy = false;
    await eventually(async () => {
      const rows = await parts.database.tasks.list({ limit: 100 });
      expect(rows.filter(({ status, open }) => status !== "completed" || open)).toEqual([]);
      expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(kept));
      expect(await parts.database.images.purgeable(await inSeconds(parts, 3600), 100)).toEqual([]);
    });
    // A second run of a task that is done may still be under way, and store a file behind the walk's back.
    await worker.stop();
    await Promise.all(servers.map((server) => server.stop()));

    await createOrphanWalk(3600)(parts, await inSeconds(parts, 3700), never);
    const images = await parts.database.images.list({ limit: 100 });
    const named = images.flatMap(({ key, outputs }) => [key ?? "", ...outputs.map((output) => output.key)]).sort();
    expect(await storedKeys(parts)).toEqual(named);
  },
);

import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { afterEach, describe, expect, it } from "vitest";
import type { Application } from "../../src/application.ts";
import { createApplication } from "../../src/create-application.ts";
import type { ServerParts } from "../../src/parts.ts";
import { acceptUpload } from "../../src/upload/accept-upload.ts";
import { resultOf, startFakeWorker, storeOutput } from "../fake-worker.ts";
import { faulty, type InjectedFault } from "../faulty.ts";
import { defaultRecipe, eventually, never, openWorld, type World } from "../world.ts";

let world: World;
let application: Application;
afterEach(async () => {
  await application.stop();
  await world.close();
});

async function open(broken: (parts: ServerParts) => ServerParts = (parts) => parts): Promise<void> {
  world = await openWorld({ RECOVERY_SECONDS: 0.05, RECOVERY_AGE_SECONDS: 0.1 });
  application = createApplication(broken(world.parts));
}

const completed = (): Promise<void> =>
  eventually(async () => {
    const rows = await world.parts.database.images.list({ limit: 10 });
    const tasks = await world.parts.database.tasks.list({ limit: 10 });
    expect(tasks).toMatchObject([{ status: "completed", open: false }]);
    expect(rows).toMatchObject([{ compressedTaskId: tasks[0]?.id }]);
    for (const { key } of tasks[0]?.outputs ?? []) expect((await world.parts.storage.stat(key)).bytes).toBeGreaterThan(0);
  });

const away = new Error("it is away");
const database = (method: string, when: "before" | "after"): InjectedFault => ({
  method,
  when,
  times: 1,
  error: new DatabaseError(method, true, away),
});
const messaging = (method: string, when: "before" | "after"): InjectedFault => ({
  method,
  when,
  times: 1,
  error: new MessagingError(method, true, away),
});

describe("an upload that broke off after its rows were there ends completed", () => {
  it.each([
    ["the task was not marked ready", "tasks.markReady", "before"],
    ["the task was marked ready and nobody heard of it", "tasks.markReady", "after"],
    ["the rows were written and nobody heard of it", "images.insertWithTask", "after"],
  ] as const)("%s", async (_, method, when) => {
    await open();
    startFakeWorker(world.parts);
    await application.start();
    const broken = { ...world.parts, database: faulty(world.parts.database, database(method, when)) };
    await expect(acceptUpload(broken, await world.spool(), defaultRecipe, never)).rejects.toMatchObject({ reason: "database_unavailable" });
    await completed();
  });

  it.each(["before", "after"] as const)("the queue failed %s it took the task", async (when) => {
    await open();
    const broken = { ...world.parts, messaging: faulty(world.parts.messaging, messaging("smallTasks.send", when)) };
    await acceptUpload(broken, await world.spool(), defaultRecipe, never);
    startFakeWorker(world.parts);
    await application.start();
    await completed();
  });

  it("the process died and its queues with it", async () => {
    await open();
    const { taskId } = await world.upload();
    await world.parts.messaging.smallTasks.remove(taskId);
    startFakeWorker(world.parts);
    await application.start();
    await completed();
  });
});

describe("a finish that meets a fault ends completed", () => {
  const steps = ["images.get", "results.insertOnce", "tasks.start", "images.finish", "tasks.finish", "tasks.close"];
  it.each(steps.flatMap((method) => [[method, "before"] as const, [method, "after"] as const]))(
    "%s failed %s it was done",
    async (method, when) => {
      await open((parts) => ({ ...parts, database: faulty(parts.database, database(method, when)) }));
      startFakeWorker(world.parts);
      await application.start();
      await world.upload();
      await completed();
    },
  );

  it.each(["events.publish", "successes.publish"])("%s failed", async (method) => {
    await open((parts) => ({ ...parts, messaging: faulty(parts.messaging, messaging(method, "before")) }));
    startFakeWorker(world.parts);
    await application.start();
    await world.upload();
    await completed();
  });

  it("the result was stored and the process died", async () => {
    await open();
    const task = await world.upload();
    await world.parts.messaging.smallTasks.remove(task.taskId);
    await world.parts.database.results.insertOnce(resultOf(task, [await storeOutput(world.parts, task, "small")]));
    await application.start();
    await completed();
  });
});

describe("recovery's own steps", () => {
  it.each(["tasks.open", "images.purgeable", "images.tombstones", "now"])(
    "one that fails (%s) does not keep the others from healing",
    async (method) => {
      await open((parts) => ({ ...parts, database: faulty(parts.database, { ...database(method, "before"), times: 2 }) }));
      const { taskId } = await world.upload();
      await world.parts.messaging.smallTasks.remove(taskId);
      startFakeWorker(world.parts);
      await application.start();
      await completed();
    },
  );
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { createApplication } from "../src/create-application.ts";
import { startFakeWorker } from "./fake-worker.ts";
import { defaultRecipe, eventually, never, openWorld, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

it("two servers over the same parts finish every upload once", async () => {
  const { parts } = world;
  const servers = [createApplication(parts), createApplication({ ...parts, alone: false })];
  const successes: string[] = [];
  await parts.messaging.successes.subscribe({ message: ({ taskId }) => successes.push(taskId), gap: () => undefined });
  await Promise.all(servers.map((server) => server.start()));
  startFakeWorker(parts);
  const uploads = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => servers[index % 2]?.acceptUpload(await world.spool(), defaultRecipe, never)),
  );
  const ids = uploads.map((upload) => upload?.taskId ?? "").toSorted();
  await eventually(async () => {
    const rows = await parts.database.tasks.list({ limit: 100 });
    expect(rows.map(({ status, open }) => `${status} ${open}`)).toEqual(Array(12).fill("completed false"));
  });
  expect([...new Set(successes)].toSorted()).toEqual(ids);
  await Promise.all(servers.map((server) => server.stop()));
});

it("started twice and stopped twice is started and stopped once", async () => {
  const server = createApplication(world.parts);
  await Promise.all([server.start(), server.start()]);
  await Promise.all([server.stop(), server.stop()]);
  await server.start();
  const { taskId } = await world.upload();
  expect(await world.parts.messaging.smallTasks.stateOf(taskId)).toBe("waiting");
});

it("stopped before it ever started does not begin any more", async () => {
  const server = createApplication(world.parts);
  await server.stop();
  await server.start();
  expect(await server.faults()).toEqual([]);
});

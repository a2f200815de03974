import { type Event, Fault, type Recipe, type Task } from "@pixpress/contracts";
import type { Messaging } from "@pixpress/messaging";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Application } from "../../src/application.ts";
import { createApplication } from "../../src/create-application.ts";
import { acceptUpload } from "../../src/upload/accept-upload.ts";
import { resultOf } from "../fake-worker.ts";
import { replaced } from "../faulty.ts";
import { defaultRecipe, eventually, never, openWorld, type World } from "../world.ts";

const avif: Recipe = { ...defaultRecipe, formats: ["avif"] };

/** What two servers on one messaging tell of tasks that wait; `open` gives each its own way to it. */
export function backlogSuite(messaging: string, open: () => Promise<{ one: Messaging; other: Messaging }>): void {
  describe(messaging, () => {
    let world: World;
    let servers: Application[];
    let both: { one: Messaging; other: Messaging };
    beforeEach(async () => {
      both = await open();
      world = await openWorld({}, both.one);
      servers = [both.one, both.other].map((way) => createApplication({ ...world.parts, messaging: way }));
      for (const server of servers) await server.start();
    });
    afterEach(async () => {
      for (const server of servers) await server.stop();
      await both.other.close();
      await world.close();
    });

    const upload = async (recipe: Recipe) => (await acceptUpload(world.parts, await world.spool(), recipe, never)).taskId;
    const api = (server = 0) => servers[server]?.context({ requestId: "r", origin: "http://x" }) ?? expect.unreachable();
    const placesOf = async (ids: readonly string[], server = 0): Promise<(Task["queue"] | "none")[]> =>
      Promise.all(ids.map(async (id) => (await api(server).tasks.get(id)).queue ?? "none"));
    const positions = async (ids: readonly string[], server = 0) =>
      (await placesOf(ids, server)).map((place) => (typeof place === "object" ? place.position : place));

    it("tells of each that waits how many of its lane are before it, in lists too, and none of one that is done", async () => {
      const small = [await upload(defaultRecipe), await upload(defaultRecipe)];
      const large = [await upload(avif), await upload(avif), await upload(avif)];
      await eventually(async () => expect(await positions([...small, ...large])).toEqual([1, 2, 1, 2, 3]));
      await eventually(async () => expect(await positions(large, 1)).toEqual([1, 2, 3]));
      const listed = (await api().tasks.list({ limit: 10 })).items.map(({ queue }) => queue);
      expect(listed).toEqual([3, 2, 1, 2, 1].map((position) => ({ position, estimatedSeconds: null })));

      const working = Promise.withResolvers<void>();
      const taken = new Set<string>();
      const consumer = both.one.tasks.consume(
        async ({ id, message }) => {
          taken.add(id);
          await working.promise;
          await both.one.results.send(id, resultOf(message, []));
        },
        { concurrency: 1 },
      );
      await eventually(async () => expect(await positions(large)).toEqual([0, 1, 2]));
      working.resolve();
      await eventually(async () => expect(await positions([...small, ...large])).toEqual([1, 2, "none", "none", "none"]));
      await consumer.stop();
    });

    it("has an estimate on every server once tasks of its lane were done, and tells watchers neither place nor lane", async () => {
      const heard: Event[] = [];
      const watching = new AbortController();
      const events = api(1).tasks.watch({}, watching.signal);
      const reading = (async () => {
        for await (const event of events) heard.push(event);
      })();
      const answered: string[] = [];
      const most = 5;
      const consumer = both.one.tasks.consume(
        async ({ id, message }) => {
          if (answered.length >= most) await new Promise((resolve) => watching.signal.addEventListener("abort", resolve));
          answered.push(id);
          await both.one.results.send(id, resultOf(message, []));
        },
        { concurrency: 1 },
      );
      const ids: string[] = [];
      for (let sent = 0; sent < most + 4; sent += 1) ids.push(await upload(avif));
      const small = await upload(defaultRecipe);
      const last = ids.at(-1) ?? "";
      for (const server of [0, 1]) {
        await eventually(async () =>
          expect(await placesOf([last], server)).toEqual([{ position: 3, estimatedSeconds: expect.any(Number) }]),
        );
        // Nothing of its lane was done yet.
        await eventually(async () => expect(await placesOf([small], server)).toEqual([{ position: 1, estimatedSeconds: null }]));
      }
      await eventually(() => expect(heard.filter((event) => event.kind === "task.changed").length).toBeGreaterThanOrEqual(most));
      expect(JSON.stringify(heard)).not.toMatch(/"(lane|queue)":/);
      watching.abort();
      await reading;
      await consumer.stop();
    });

    it("counts what the other server took against MAX_PENDING, and has room again when that is done", async () => {
      const config = { ...world.parts.config, MAX_PENDING: 3 };
      const server = createApplication({ ...world.parts, messaging: both.other, config });
      const asked = async (): Promise<string> => {
        try {
          (await server.admitUpload(undefined)).leave();
          return "taken";
        } catch (error) {
          return error instanceof Fault ? error.reason : String(error);
        }
      };
      for (const recipe of [avif, defaultRecipe, avif]) await upload(recipe);
      await eventually(async () => expect(await asked()).toBe("backlog_full"));
      const consumer = both.one.tasks.consume(async ({ id, message }) => both.one.results.send(id, resultOf(message, [])), {
        concurrency: 1,
      });
      await eventually(async () => expect(await asked()).toBe("taken"));
      await consumer.stop();
    });

    it("answers without places while the queues do not", async () => {
      const id = await upload(avif);
      const silent = replaced(both.one, "tasks.line", () => () => new Promise<never>(() => undefined));
      const server = createApplication({ ...world.parts, messaging: silent });
      const task = await server.context({ requestId: "r", origin: "http://x" }).tasks.get(id);
      expect(task).toMatchObject({ id, status: "pending" });
      expect(task.queue).toBeUndefined();
    });
  });
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { freePort } from "@pixpress/test-servers/free-port";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { startTcpProxy } from "@pixpress/test-servers/tcp-proxy";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Messaging } from "../src/messaging.ts";
import { openMessaging } from "../src/open.ts";
import { listen } from "./feed.suite.ts";
import { aConfig, anEvent, aTask } from "./messages.ts";
import { eventually, gate, take } from "./taking.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const opened: Messaging[] = [];
async function open(variables: Record<string, string> = server.env): Promise<Messaging> {
  const messaging = await openMessaging(aConfig(variables));
  opened.push(messaging);
  return messaging;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((messaging) => messaging.close()));
});

describe("when a worker dies", () => {
  test("its message goes to another, and no attempt is counted however often that happens", async () => {
    const config = aConfig(server.env);
    const messaging = await openMessaging(config);
    opened.push(messaging);
    const task = aTask();
    await messaging.tasks.send(task.taskId, task);
    for (let death = 0; death < 4; death += 1) {
      const variables = { ...config, REDIS_TLS: "false" };
      const worker = spawn(process.execPath, [new URL("worker-process.ts", import.meta.url).pathname, JSON.stringify(variables)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [line] = await once(createInterface(worker.stdout), "line");
      expect(line).toBe(task.taskId);
      worker.kill("SIGKILL");
      await once(worker, "exit");
    }
    const { taken } = take(messaging.tasks);
    await eventually(async () => expect(await messaging.tasks.stateOf(task.taskId)).toBe("missing"));
    expect(taken).toMatchObject([{ id: task.taskId, attempt: 1, handBacks: 0 }]);
  });

  test("a worker whose lease was taken from it is told, and its answer counts for nothing", async () => {
    const config = aConfig(server.env);
    const messaging = await openMessaging(config);
    opened.push(messaging);
    const client = new Redis(server.port, server.host);
    const task = aTask();
    await messaging.tasks.send(task.taskId, task);
    const aborted = gate();
    const { taken } = take(messaging.tasks, async ({ signal }) => {
      if (taken.length > 1) return;
      await client.del(`bull:${config.REDIS_QUEUE_NAME}:${task.taskId}:lock`);
      if (!signal.aborted) await once(signal, "abort");
      aborted.open();
      throw new Error("a run of the test ends for its lost lease");
    });
    await aborted.opened;
    await eventually(async () => expect(await messaging.tasks.stateOf(task.taskId)).toBe("missing"));
    expect(taken.map(({ attempt, handBacks }) => [attempt, handBacks])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    client.disconnect();
  });
});

describe("while Redis is away", () => {
  test("opening succeeds, calls are refused as retryable, and all begins by itself when it comes", async () => {
    const port = await freePort();
    const messaging = await open({ REDIS_HOST: "127.0.0.1", REDIS_PORT: String(port) });
    const retryable = { name: "MessagingError", retryable: true };
    const task = aTask();
    await expect(messaging.tasks.send(task.taskId, task)).rejects.toMatchObject({ ...retryable, operation: "tasks.send" });
    await expect(messaging.tasks.stateOf(task.taskId)).rejects.toMatchObject(retryable);
    await expect(messaging.tasks.counts()).rejects.toMatchObject(retryable);
    await expect(messaging.events.publish(anEvent())).rejects.toMatchObject(retryable);
    await expect(messaging.faults()).rejects.toMatchObject(retryable);
    const reader = listen();
    await messaging.events.subscribe(reader);
    expect(messaging.events.healthy()).toBe(false);
    const { taken } = take(messaging.tasks);

    const late = await startRedis({ port });
    await eventually(() => messaging.tasks.send(task.taskId, task));
    await eventually(() => expect(taken).toMatchObject([{ id: task.taskId }]));
    await eventually(() => expect(messaging.events.healthy()).toBe(true));
    expect(reader.gaps).toBe(1);
    await messaging.close();
    await late.stop();
  });

  test("closing comes to an end, with a consumer and a subscription open, whether it went or never was", async () => {
    const late = await startRedis();
    const messaging = await open(late.env);
    const started = gate();
    const done = gate();
    take(messaging.tasks, async () => {
      started.open();
      await done.opened;
    });
    const task = aTask();
    await messaging.tasks.send(task.taskId, task);
    await messaging.events.subscribe(listen());
    await started.opened;
    await late.kill();
    done.open();
    await messaging.close();

    const never = await open({ ...late.env });
    take(never.tasks);
    await never.events.subscribe(listen());
    await never.close();
    await late.stop();
  });
});

describe("when the way to Redis falls silent, its sockets open", () => {
  test("and new ones lead nowhere for a while, messages are taken and events heard again soon after", async () => {
    const config = aConfig(server.env);
    const proxy = await startTcpProxy(server.port);
    const [direct, messaging] = await Promise.all([openMessaging(config), openMessaging({ ...config, REDIS_PORT: proxy.port })]);
    opened.push(direct, messaging);
    const reader = listen();
    await messaging.events.subscribe(reader);
    const { taken } = take(messaging.tasks);
    const warm = aTask();
    await direct.tasks.send(warm.taskId, warm);
    await eventually(() => expect(taken).toHaveLength(1));

    proxy.blackHoleAll();
    await expect(messaging.tasks.counts()).rejects.toMatchObject({ name: "MessagingError", retryable: true });
    await expect.poll(() => messaging.events.healthy(), { timeout: 30_000 }).toBe(false);
    proxy.open();
    const task = aTask();
    await direct.tasks.send(task.taskId, task);
    await expect.poll(() => taken.map(({ id }) => id), { timeout: 30_000 }).toEqual([warm.taskId, task.taskId]);
    await expect.poll(() => messaging.events.healthy(), { timeout: 30_000 }).toBe(true);
    expect(reader.gaps).toBe(1);
    await messaging.close();
    await proxy.stop();
  });
});

describe("when Redis is killed and comes back", () => {
  test("what was accepted is still there, consumers go on and subscribers are told of the gap", async () => {
    const messaging = await open();
    const reader = listen();
    await messaging.events.subscribe(reader);
    const { taken } = take(messaging.tasks);
    const warm = aTask();
    await messaging.tasks.send(warm.taskId, warm);
    await eventually(() => expect(taken).toHaveLength(1));
    await messaging.smallTasks.send(warm.taskId, warm);

    await server.kill();
    await eventually(() => expect(messaging.events.healthy()).toBe(false));
    const task = aTask();
    await expect(messaging.tasks.send(task.taskId, task)).rejects.toMatchObject({ name: "MessagingError", retryable: true });
    expect(reader.gaps).toBe(0);
    await server.restart();

    await eventually(() => expect(reader.gaps).toBe(1));
    expect(messaging.events.healthy()).toBe(true);
    expect(await eventually(() => messaging.smallTasks.stateOf(warm.taskId))).toBe("waiting");
    await eventually(() => messaging.tasks.send(task.taskId, task));
    await eventually(() => expect(taken.map(({ id }) => id)).toEqual([warm.taskId, task.taskId]));
    const event = anEvent();
    await messaging.events.publish(event);
    await eventually(() => expect(reader.heard).toEqual([event]));
    expect(reader.gaps).toBe(1);
  });
});

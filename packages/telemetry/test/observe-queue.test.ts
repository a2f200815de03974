import { type ResultMessage, recipe, type TaskMessage } from "@pixpress/contracts";
import { HandBack, type Messaging, type Queue } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { startCollector, type TestCollector } from "@pixpress/test-servers/otlp-collector";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createHealth } from "../src/health.ts";
import { createMetrics } from "../src/metrics.ts";
import { observeMessaging } from "../src/observe-messaging.ts";
import { openTraces } from "../src/open-traces.ts";
import type { Telemetry } from "../src/telemetry.ts";

let collector: TestCollector;
let telemetry: Telemetry;
let bare: Messaging;
let observed: Messaging;

beforeEach(async () => {
  collector = await startCollector();
  const log = pino({ level: "silent" });
  const traces = openTraces({ endpoint: collector.url, headers: {}, service: "test", version: "1", ratio: 1, log });
  telemetry = { metrics: createMetrics(["server", "worker"]), traces, health: createHealth(), close: () => traces.close() };
  bare = await openMessaging(messagingConfig.parse({ RESULT_RETRY_SECONDS: 0.05 }));
  observed = observeMessaging(bare, telemetry, {});
});
afterEach(async () => {
  await bare.close();
  await telemetry.close();
  await collector.stop();
});

const task: TaskMessage = {
  version: 1,
  taskId: "a".repeat(24),
  imageId: "b".repeat(24),
  imageUrl: "/files/x.png",
  key: "images/x.png",
  format: "png",
  bytes: 10,
  pixels: 4,
  recipe: recipe.parse({}),
  createdAt: "2026-01-02T03:04:05.000Z",
};
const about = { version: 1 as const, taskId: task.taskId, imageId: task.imageId, at: task.createdAt };
const result: ResultMessage = {
  kind: "finished",
  ...about,
  startedAt: null,
  status: "failed",
  reason: "timed_out",
  outputs: [],
  errors: [],
};

/** The first message of a queue whose handler went through, once it is acknowledged. */
async function firstOf<T>(queue: Queue<T>, handler: (message: T) => unknown = () => undefined): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const handle = async ({ message }: { readonly message: T }): Promise<void> => {
    await handler(message);
    resolve(message);
  };
  const consumer = queue.consume(handle, { concurrency: 1 });
  const first = await promise;
  await consumer.stop();
  return first;
}
const spansOf = async () => {
  await telemetry.close();
  return collector.spans;
};

it("a task carries its trace from sender to taker, who sees nothing of it", async () => {
  await telemetry.traces?.during("upload", () => observed.tasks.send(task.taskId, task));
  expect(await firstOf(observed.tasks)).toEqual(task);
  const spans = await spansOf();
  const named = (name: string) => spans.find((span) => span.name === name);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(named("task")).toMatchObject({ parentSpanId: named("enqueue")?.spanId, attributes: { "pixpress.queue": "tasks" } });
  expect(named("wait")).toMatchObject({ parentSpanId: named("enqueue")?.spanId });
});

it("what travels is the standard's header, in the message's own field", async () => {
  await observed.tasks.send(task.taskId, task);
  expect((await firstOf(bare.tasks)).traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

it("a task of a sender without traces is worked on all the same, in a trace of its own", async () => {
  await bare.smallTasks.send(task.taskId, task);
  expect(await firstOf(observed.smallTasks)).toEqual(task);
  expect((await spansOf()).map(({ name }) => name)).toEqual(["task"]);
});

it("an answer goes back in the trace of its task; news of it makes no span", async () => {
  await observed.tasks.send(task.taskId, task);
  await firstOf(observed.tasks, async () => {
    await observed.results.send(`${task.taskId}-started`, { kind: "started", ...about });
    await observed.results.send(task.taskId, result);
  });
  const seen: string[] = [];
  observed.results.consume(async ({ message }) => void seen.push(message.kind), { concurrency: 1 });
  await vi.waitFor(() => expect(seen).toEqual(["started", "finished"]));
  const spans = await spansOf();
  expect(spans.map(({ name }) => name).toSorted()).toEqual(["answer", "enqueue", "finish", "task", "wait"]);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(spans.find(({ name }) => name === "finish")?.attributes).toMatchObject({
    "pixpress.status": "failed",
    "pixpress.reason": "timed_out",
  });
});

it("a handler that hands back does so still, and the span has its cause", async () => {
  await bare.tasks.send(task.taskId, task);
  let tries = 0;
  await firstOf(observed.tasks, () => {
    tries += 1;
    if (tries === 1) throw new HandBack(1, { cause: Object.assign(new Error("away"), { name: "StorageError", retryable: true }) });
  });
  const spans = (await spansOf()).filter(({ name }) => name === "task");
  expect(spans.map(({ failed, attributes }) => [failed, attributes["pixpress.outcome"], attributes["error.type"]])).toEqual([
    [true, "handed_back", "StorageError"],
    [false, undefined, undefined],
  ]);
});

it("failures of the queue itself are the caller's still, and are counted", async () => {
  await bare.close();
  await expect(observed.tasks.send(task.taskId, task)).rejects.toMatchObject({ name: "MessagingError" });
  await expect(observed.results.counts()).rejects.toMatchObject({ name: "MessagingError" });
  expect(await telemetry.metrics?.text()).toContain('pixpress_port_errors_total{port="messaging",retryable="false"} 2');
});

it("everything else passes through as it is", async () => {
  expect(observed.events.healthy()).toBe(true);
  expect(await observed.tasks.oldest()).toBeNull();
  expect(await observed.faults()).toEqual([]);
});

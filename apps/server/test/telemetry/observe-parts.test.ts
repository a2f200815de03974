import { recipe, type TaskMessage, type TaskResult } from "@pixpress/contracts";
import { DatabaseError } from "@pixpress/db";
import { newId } from "@pixpress/db/id";
import { MessagingError } from "@pixpress/messaging";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApplication } from "../../src/create-application.ts";
import { observeApplication } from "../../src/telemetry/observe-application.ts";
import { observeParts } from "../../src/telemetry/observe-parts.ts";
import { faulty } from "../faulty.ts";
import { eventually, openWorld, type World } from "../world.ts";
import { openTelemetryRoom, type TelemetryRoom } from "./room.ts";

let world: World;
let room: TelemetryRoom;
beforeEach(async () => {
  [world, room] = await Promise.all([openWorld(), openTelemetryRoom()]);
});
afterEach(() => world.close());

it("a server that tells nothing works on its very own parts", () => {
  expect(observeParts(world.parts)).toBe(world.parts);
  expect(observeParts({ ...world.parts, telemetry: null })).toMatchObject(world.parts);
  const application = createApplication(world.parts);
  expect(observeApplication(application, null)).toBe(application);
});

describe("the queues", () => {
  it("are told by how many wait, and for how long the next one has", async () => {
    observeParts({ ...world.parts, telemetry: room.telemetry });
    expect(await room.valueOf('pixpress_oldest_pending_seconds{queue="smallTasks"}')).toBe(0);
    for (let count = 0; count < 3; count += 1) await world.upload();
    expect(await room.valueOf('pixpress_queue_depth{queue="smallTasks"}')).toBe(3);
    expect(await room.valueOf('pixpress_queue_depth{queue="tasks"}')).toBe(0);
    expect(await room.valueOf('pixpress_queue_messages{queue="smallTasks",state="waiting"}')).toBe(3);
    await eventually(async () => expect(await room.valueOf('pixpress_oldest_pending_seconds{queue="smallTasks"}')).toBeGreaterThan(0.1));
    expect(await room.valueOf("pixpress_queues_readable")).toBe(1);
  });

  it("that cannot be counted are told as such, and not as empty", async () => {
    const away = new MessagingError("tasks.counts", true, new Error("away"));
    const messaging = faulty(world.parts.messaging, { method: "tasks.counts", error: away });
    observeParts({ ...world.parts, messaging, telemetry: room.telemetry });
    expect(await room.valueOf("pixpress_queues_readable")).toBe(0);
    expect(await room.valueOf('pixpress_queue_depth{queue="tasks"}')).toBeUndefined();
    expect(await room.valueOf("pixpress_event_feed_up")).toBe(1);
  });
});

it("a result counts once it is finished, by its status and reason; one that could not be finished does not yet", async () => {
  const { imageId, taskId } = await world.upload();
  const error = new DatabaseError("results.insertOnce", true, new Error("away"));
  const database = faulty(world.parts.database, { method: "results.insertOnce", error, times: 2 });
  const application = createApplication(observeParts({ ...world.parts, database, telemetry: room.telemetry }));
  await application.start();
  const about = { version: 1 as const, taskId, imageId, at: new Date().toISOString() };
  const result: TaskResult = {
    kind: "finished",
    ...about,
    startedAt: null,
    status: "failed",
    reason: "timed_out",
    outputs: [],
    errors: [],
  };
  await world.parts.messaging.results.send(taskId, result);
  await eventually(async () => expect(await room.valueOf('pixpress_results_total{status="failed"}')).toBe(1));
  expect(await room.valueOf('pixpress_failures_total{reason="timed_out"}')).toBe(1);
  expect(await room.valueOf('pixpress_port_errors_total{port="database",retryable="true"}')).toBe(2);
  expect(await room.valueOf('pixpress_stage_seconds_count{stage="finish"}')).toBe(1);
  expect((await world.parts.database.tasks.get(taskId))?.status).toBe("failed");
  await application.stop();
});

it("a message that only a trace knows of is stored without it", async () => {
  const { imageId, taskId } = await world.upload();
  const application = createApplication(observeParts({ ...world.parts, telemetry: room.telemetry }));
  await application.start();
  const about = { version: 1 as const, taskId, imageId, at: new Date().toISOString() };
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const result = {
    kind: "finished" as const,
    ...about,
    startedAt: null,
    status: "failed" as const,
    reason: "timed_out",
    outputs: [],
    errors: [],
  };
  await world.parts.messaging.results.send(taskId, { ...result, traceparent });
  await eventually(async () => expect(await world.parts.database.results.get(taskId)).not.toBeNull());
  expect(JSON.stringify(await world.parts.database.results.get(taskId))).not.toContain("traceparent");
  await application.stop();
});

it("a task that recovery sends begins a trace", async () => {
  const { messaging } = observeParts({ ...world.parts, telemetry: room.telemetry });
  const [taskId, imageId] = [newId(), newId()];
  const message: TaskMessage = {
    version: 1,
    taskId,
    imageId,
    imageUrl: "/files/x.png",
    key: "images/x.png",
    format: "png",
    bytes: 1,
    pixels: 1,
    recipe: recipe.parse({}),
    createdAt: new Date().toISOString(),
  };
  await messaging.tasks.send(taskId, message);
  await room.telemetry.close();
  expect(room.collector.spans).toMatchObject([{ name: "enqueue", parentSpanId: "", attributes: { "pixpress.task.id": taskId } }]);
});

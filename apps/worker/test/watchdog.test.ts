import { setTimeout as pause } from "node:timers/promises";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { faulty } from "@pixpress/test-servers/faulty";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWatchdog, type Watchdog } from "../src/watchdog.ts";
import { messageOf } from "./worker-room.ts";

const idleSeconds = 0.3;
/** Longer than a watchdog of these tests would take to call somebody. */
const longEnough = 4 * idleSeconds * 1000;

describe("a watchdog", () => {
  let messaging: Messaging;
  let watchdog: Watchdog;
  let calls: string[];

  beforeEach(async () => {
    messaging = await openMessaging(messagingConfig.parse({}));
    calls = [];
  });
  afterEach(async () => {
    watchdog.stop();
    await messaging.close();
  });

  function open(busySeconds = 1_000): void {
    watchdog = createWatchdog({ idleSeconds, busySeconds, onStuck: ({ message }) => calls.push(message) });
  }

  async function send(): Promise<void> {
    const message = messageOf({});
    await messaging.tasks.send(message.taskId, message);
  }

  it("says that nothing is taken while tasks wait, and calls for help once, with the number that waits", async () => {
    open();
    // A consumer that never delivers is one that nobody starts.
    watchdog.guard(messaging.tasks, 2, async () => undefined);
    expect(watchdog.faults()).toEqual([]);
    await send();
    await send();
    await expect.poll(() => watchdog.faults()).toEqual(["The worker takes nothing although tasks wait: 2."]);
    await expect.poll(() => calls, { timeout: 10_000 }).toEqual(["The worker takes nothing although tasks wait: 2."]);
    await pause(longEnough);
    expect(calls).toHaveLength(1);
  });

  it("is quiet again as soon as a task is taken", async () => {
    open();
    const handler = watchdog.guard(messaging.tasks, 1, async () => undefined);
    await send();
    await expect.poll(() => watchdog.faults()).toHaveLength(1);
    const consumer = messaging.tasks.consume(handler, { concurrency: 1 });
    await expect.poll(() => watchdog.faults()).toEqual([]);
    await consumer.stop();
  });

  it("leaves a worker alone that has nothing to take", async () => {
    open();
    watchdog.guard(messaging.tasks, 1, async () => undefined);
    await pause(longEnough);
    expect([watchdog.faults(), calls]).toEqual([[], []]);
  });

  it("leaves a worker alone that has its hands full, until nothing moves for too long", async () => {
    open(10 * idleSeconds);
    const never = Promise.withResolvers<void>();
    messaging.tasks.consume(
      watchdog.guard(messaging.tasks, 1, () => never.promise),
      { concurrency: 1 },
    );
    await send();
    await send();
    await pause(longEnough);
    expect([watchdog.faults(), calls]).toEqual([[], []]);
    await expect.poll(() => watchdog.faults(), { timeout: 20_000 }).toEqual(["The worker has not moved the tasks in its hands: 1."]);
    await expect.poll(() => calls, { timeout: 20_000 }).toHaveLength(1);
    never.resolve();
  });

  it("leaves a worker alone while the queues cannot be counted: it waits for them, as it should", async () => {
    open();
    let asked = 0;
    const away = faulty(messaging, (operation) => {
      if (operation !== "tasks.counts") return;
      asked += 1;
      throw new Error("away");
    });
    watchdog.guard(away.tasks, 1, async () => undefined);
    await send();
    await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(20);
    expect([watchdog.faults(), calls]).toEqual([[], []]);
  });
});

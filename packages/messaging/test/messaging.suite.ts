import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Messaging } from "../src/messaging.ts";
import { feedSuite } from "./feed.suite.ts";
import { aTask } from "./messages.ts";
import { queueSuite } from "./queue.suite.ts";
import { retriesSuite } from "./retries.suite.ts";

/** What a test of the suite may use: opened anew for each. */
export type Opened = () => Messaging;

/** What every adapter promises. */
export function messagingSuite(adapter: string, open: () => Promise<Messaging>): void {
  describe(adapter, () => {
    let messaging: Messaging;
    beforeEach(async () => {
      messaging = await open();
    });
    afterEach(() => messaging.close());

    queueSuite(() => messaging);
    retriesSuite(() => messaging);
    feedSuite(() => messaging);

    test("finds no fault with a server that suits it", async () => {
      expect(await messaging.faults()).toEqual([]);
    });

    test("refuses every call once closed", async () => {
      await messaging.close();
      const task = aTask();
      await expect(messaging.tasks.send(task.taskId, task)).rejects.toMatchObject({ name: "MessagingError", operation: "tasks.send" });
      await expect(messaging.tasks.stateOf(task.taskId)).rejects.toMatchObject({ name: "MessagingError" });
      expect(() => messaging.tasks.consume(async () => undefined, { concurrency: 1 })).toThrow("messaging: tasks.consume failed");
    });
  });
}

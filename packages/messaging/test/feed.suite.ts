import type { Event } from "@pixpress/contracts";
import { describe, expect, test } from "vitest";
import { anEvent, aSuccess } from "./messages.ts";
import type { Opened } from "./messaging.suite.ts";
import { eventually } from "./taking.ts";

/** A reader that notes what it hears. */
export function listen(): { heard: Event[]; gaps: number; message(event: Event): void; gap(): void } {
  return {
    heard: [],
    gaps: 0,
    message(event) {
      this.heard.push(event);
    },
    gap() {
      this.gaps += 1;
    },
  };
}

export function feedSuite(opened: Opened): void {
  describe("a feed", () => {
    test("tells every reader everything, in order, each a copy of its own", async () => {
      const { events } = opened();
      const readers = [listen(), listen()];
      for (const reader of readers) await events.subscribe(reader);
      const sent = Array.from({ length: 5 }, () => anEvent());
      for (const event of sent) await events.publish(event);
      for (const reader of readers) await eventually(() => expect(reader.heard).toEqual(sent));
      expect(readers[0]?.heard[0]).not.toBe(readers[1]?.heard[0]);
      expect(readers.map(({ gaps }) => gaps)).toEqual([0, 0]);
      expect(events.healthy()).toBe(true);
    });

    test("tells a reader nothing more once it has ended its subscription", async () => {
      const { events } = opened();
      const [left, stayed] = [listen(), listen()];
      const leave = await events.subscribe(left);
      await events.subscribe(stayed);
      await leave();
      await events.publish(anEvent());
      await eventually(() => expect(stayed.heard).toHaveLength(1));
      expect(left.heard).toEqual([]);
      await leave();
    });

    test("can be listened to again after the last reader has left", async () => {
      const { events } = opened();
      const leave = await events.subscribe(listen());
      await leave();
      const reader = listen();
      await events.subscribe(reader);
      const event = anEvent();
      await events.publish(event);
      await eventually(() => expect(reader.heard).toEqual([event]));
    });

    test("keeps nothing from the others when a reader fails", async () => {
      const { events } = opened();
      const reader = listen();
      await events.subscribe({
        message: () => {
          throw new Error("a reader of the test fails");
        },
        gap: () => undefined,
      });
      await events.subscribe(reader);
      await events.publish(anEvent());
      await eventually(() => expect(reader.heard).toHaveLength(1));
    });

    test("is apart from the other feed", async () => {
      const { events, successes } = opened();
      const reader = listen();
      const urls: string[] = [];
      await events.subscribe(reader);
      await successes.subscribe({ message: ({ compressedUrl }) => urls.push(compressedUrl), gap: () => undefined });
      await events.publish(anEvent());
      await successes.publish(aSuccess());
      await eventually(() => expect([reader.heard.length, urls]).toEqual([1, [aSuccess().compressedUrl]]));
    });

    test("refuses what does not parse, for good", async () => {
      const { successes } = opened();
      const refused = { name: "MessagingError", operation: "successes.publish", retryable: false };
      await expect(successes.publish({ ...aSuccess(), taskId: "not an id" })).rejects.toMatchObject(refused);
    });
  });
}

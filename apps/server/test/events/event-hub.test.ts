import type { Event } from "@pixpress/contracts";
import { type Feed, MessagingError } from "@pixpress/messaging";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createEventHub } from "../../src/events/event-hub.ts";
import { Inbox } from "../../src/events/inbox.ts";
import { faulty } from "../faulty.ts";
import { never } from "../world.ts";

const log = pino({ level: "silent" });
const feed: Feed<Event> = { publish: async () => undefined, healthy: () => true, subscribe: async () => async () => undefined };

describe("the one subscription of a server", () => {
  it("is tried again until it holds, and then every watcher is told to catch up", async () => {
    const error = new MessagingError("subscribe", true, new Error("it is away"));
    const hub = createEventHub(faulty(feed, { method: "subscribe", error, times: 1 }), log);
    const inbox = new Inbox(10);
    hub.join(inbox);
    await hub.start();
    expect(await inbox.next(never)).toEqual({ kind: "gap" });
    await hub.stop();
  });

  it("stops although it never held", async () => {
    const error = new MessagingError("subscribe", true, new Error("it is away"));
    const hub = createEventHub(faulty(feed, { method: "subscribe", error }), log);
    const starting = hub.start();
    const inbox = new Inbox(10);
    hub.join(inbox);
    await hub.stop();
    await starting;
    expect(await inbox.next(never)).toEqual({ kind: "stop" });
  });

  it("stops whoever joins too late", async () => {
    const hub = createEventHub(feed, log);
    await hub.stop();
    const inbox = new Inbox(10);
    const leave = hub.join(inbox);
    expect(await inbox.next(never)).toEqual({ kind: "stop" });
    leave();
    expect(hub.watchers()).toBe(0);
  });
});

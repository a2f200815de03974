import type { Event } from "@pixpress/contracts";
import { describe, expect, it } from "vitest";
import { Inbox } from "../../src/events/inbox.ts";
import { never } from "../world.ts";

const deleted = (imageId: string): Event => ({ kind: "image.deleted", changedAt: "2026-01-01T00:00:00.000Z", imageId });

describe("a watcher's inbox", () => {
  it("gives events in the order of their arrival", async () => {
    const inbox = new Inbox(10);
    inbox.put(deleted("a"));
    inbox.put(deleted("b"));
    expect([await inbox.next(never), await inbox.next(never)]).toMatchObject([{ event: { imageId: "a" } }, { event: { imageId: "b" } }]);
  });

  it("wakes who waits for the next", async () => {
    const inbox = new Inbox(10);
    const next = inbox.next(never);
    inbox.put(deleted("a"));
    expect(await next).toMatchObject({ kind: "event" });
  });

  it("answers with one overflow in place of more events than it holds", async () => {
    const inbox = new Inbox(2);
    for (const id of ["a", "b", "c"]) inbox.put(deleted(id));
    inbox.put(deleted("d"));
    expect(await inbox.next(never)).toEqual({ kind: "overflow" });
    expect(await inbox.next(never)).toMatchObject({ event: { imageId: "d" } });
  });

  it("tells of a gap before the events behind it", async () => {
    const inbox = new Inbox(10);
    inbox.put(deleted("a"));
    inbox.gap();
    expect([await inbox.next(never), await inbox.next(never)]).toMatchObject([{ kind: "gap" }, { kind: "event" }]);
  });

  it("ends the wait when the signal aborts, before or during it", async () => {
    const inbox = new Inbox(10);
    const leaving = new AbortController();
    const next = inbox.next(leaving.signal);
    leaving.abort();
    expect(await next).toBeNull();
    expect(await inbox.next(leaving.signal)).toBeNull();
  });

  it("says stop for good once it is stopped", async () => {
    const inbox = new Inbox(10);
    const next = inbox.next(never);
    inbox.stop();
    expect([await next, await inbox.next(never)]).toEqual([{ kind: "stop" }, { kind: "stop" }]);
  });
});

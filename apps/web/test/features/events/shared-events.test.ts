// @vitest-environment node
import { afterEach, describe, expect, it, vi } from "vitest";
import type { EventSourceOf } from "../../../src/features/events/event-source.ts";
import { openSharedEvents, type SharedEvents } from "../../../src/features/events/shared-events.ts";
import type { TabMessage } from "../../../src/features/events/tab-message.ts";

// Locks and channels are Node's own, which are the browser's; only the tab's visibility is not there.
vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "visible" }));

const open: SharedEvents[] = [];
afterEach(() => {
  for (const tab of open.splice(0)) tab.close();
});

interface Stream {
  readonly from: string | undefined;
  readonly tell: (message: TabMessage) => void;
}

function openTab(streams: Stream[]) {
  const heard: TabMessage[] = [];
  const source: EventSourceOf = (tell, lastEventId) => {
    streams.push({ from: lastEventId(), tell });
    return { reconnect() {}, close() {} };
  };
  const tab = openSharedEvents(source, (message) => heard.push(message));
  open.push(tab);
  return { tab, heard };
}

const at = "2026-11-25T10:00:00.000Z";
const deleted = { kind: "event", id: at, event: { kind: "image.deleted", changedAt: at, imageId: "a".repeat(24) } } as const;

describe("two tabs", () => {
  it("share one stream: what the first one hears, the second one hears too", async () => {
    const streams: Stream[] = [];
    const first = openTab(streams);
    await vi.waitFor(() => expect(streams).toHaveLength(1));
    const second = openTab(streams);
    streams[0]?.tell(deleted);
    await vi.waitFor(() => expect(second.heard).toContainEqual(deleted));
    expect(first.heard).toContainEqual(deleted);
    expect(streams).toHaveLength(1);
  });

  it("lose nothing when the one with the stream closes: the other goes on from the last event", async () => {
    const streams: Stream[] = [];
    const first = openTab(streams);
    await vi.waitFor(() => expect(streams).toHaveLength(1));
    const second = openTab(streams);
    streams[0]?.tell(deleted);
    await vi.waitFor(() => expect(second.heard).toContainEqual(deleted));
    first.tab.close();
    await vi.waitFor(() => expect(streams).toHaveLength(2));
    expect(streams[1]?.from).toBe(at);
  });

  it("agree on how the connection is doing, also when one comes later", async () => {
    const streams: Stream[] = [];
    openTab(streams);
    await vi.waitFor(() => expect(streams).toHaveLength(1));
    streams[0]?.tell({ kind: "state", state: "live" });
    const late = openTab(streams);
    await vi.waitFor(() => expect(late.heard).toContainEqual({ kind: "state", state: "live" }));
  });
});

import type { EventSourceOf, OpenSource } from "./event-source.ts";
import type { TabMessage } from "./tab-message.ts";

const name = "pixpress-events";
/** How long a tab that came to the front waits for the leader to answer before it takes over. */
const silenceMilliseconds = 3000;

export interface SharedEvents {
  reconnect(): void;
  close(): void;
}

/**
 * One stream of events for all tabs of this page: the tab that holds a Web Lock has it and tells the others; when it closes, the
 * next one takes over where it stopped. A leader that does not answer (some phones freeze hidden tabs) loses the lock. Where the
 * browser has no locks, as over plain HTTP on another host, every tab opens its own stream.
 */
export function openSharedEvents(source: EventSourceOf, listen: (message: TabMessage) => void): SharedEvents {
  let lastEventId: string | undefined;
  const hear = (message: TabMessage) => {
    if (message.kind === "event") lastEventId = message.id;
    listen(message);
  };
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return source(hear, () => lastEventId);
  return shareByLock(source, hear, () => lastEventId);
}

function shareByLock(source: EventSourceOf, hear: (message: TabMessage) => void, lastEventId: () => string | undefined): SharedEvents {
  const channel = new BroadcastChannel(name);
  const closing = new AbortController();
  let leading: OpenSource | undefined;
  let state: TabMessage = { kind: "state", state: "connecting" };
  let silence: ReturnType<typeof setTimeout> | undefined;

  const tell = (message: TabMessage) => {
    if (closing.signal.aborted) return;
    if (message.kind === "state") state = message;
    channel.postMessage(message);
    hear(message);
  };
  const lead = (stealing: boolean) => {
    const held = () =>
      new Promise<void>((release) => {
        // The lock may come in the moment in which the tab closes.
        if (closing.signal.aborted) return release();
        clearTimeout(silence);
        leading = source(tell, lastEventId);
        closing.signal.addEventListener("abort", () => release(), { once: true });
      });
    // `steal` and `signal` exclude each other; a stolen lock rejects its old holder, who then waits in line again.
    navigator.locks.request(name, stealing ? { steal: true } : { signal: closing.signal }, held).catch(() => {
      leading?.close();
      leading = undefined;
      if (!closing.signal.aborted) lead(false);
    });
  };
  const askLeader = () => {
    if (leading !== undefined || document.visibilityState !== "visible") return;
    channel.postMessage({ kind: "who-leads" } satisfies TabMessage);
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (leading === undefined) lead(true);
    }, silenceMilliseconds);
  };
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === "who-leads") {
      if (leading !== undefined) channel.postMessage(state);
    } else if (data.kind === "reconnect") {
      leading?.reconnect();
    } else {
      clearTimeout(silence);
      hear(data);
    }
  };
  document.addEventListener("visibilitychange", askLeader, { signal: closing.signal });
  lead(false);
  askLeader();

  return {
    reconnect: () => (leading === undefined ? channel.postMessage({ kind: "reconnect" } satisfies TabMessage) : leading.reconnect()),
    close: () => {
      clearTimeout(silence);
      closing.abort();
      leading?.close();
      channel.close();
    },
  };
}

import type { Client } from "../../api/client.ts";
import type { TabMessage } from "./tab-message.ts";

const firstWaitMilliseconds = 1000;
const longestWaitMilliseconds = 15_000;

export interface OpenSource {
  /** Tries again at once instead of waiting. */
  reconnect(): void;
  close(): void;
}

/** Opens a stream of events and keeps it open; `lastEventId` is where a new stream takes up. */
export type EventSourceOf = (tell: (message: TabMessage) => void, lastEventId: () => string | undefined) => OpenSource;

/**
 * The server's `tasks.watch`. A break that the browser heals is told as `lost`; where it gives up (a refusal, a proxy's error)
 * the stream is opened anew after a wait that doubles.
 */
export function eventSourceOf(client: Client): EventSourceOf {
  return (tell, lastEventId) => {
    let wait = firstWaitMilliseconds;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stream: { close(): void } | undefined;
    const open = () => {
      clearTimeout(timer);
      stream?.close();
      stream = openStream(client, lastEventId(), {
        tell,
        started: () => {
          wait = firstWaitMilliseconds;
        },
        ended: () => {
          tell({ kind: "state", state: "lost" });
          timer = setTimeout(open, wait);
          wait = Math.min(wait * 2, longestWaitMilliseconds);
        },
      });
    };
    open();
    return {
      reconnect: () => {
        wait = firstWaitMilliseconds;
        open();
      },
      close: () => {
        clearTimeout(timer);
        stream?.close();
      },
    };
  };
}

interface StreamListener {
  readonly tell: (message: TabMessage) => void;
  readonly started: () => void;
  readonly ended: () => void;
}

function openStream(client: Client, lastEventId: string | undefined, { tell, started, ended }: StreamListener) {
  let closed = false;
  // Closing a subscription completes it, which is not an end to recover from.
  const end = () => {
    if (!closed) ended();
    closed = true;
  };
  const subscription = client.tasks.watch.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
    onStarted: () => {
      started();
      tell({ kind: "started" });
      tell({ kind: "state", state: "live" });
    },
    onData: ({ id, data }) => tell({ kind: "event", id, event: data }),
    onConnectionStateChange: ({ state, error }) => {
      if (state === "connecting" && error) tell({ kind: "state", state: "lost" });
    },
    onError: end,
    onComplete: end,
  });
  return {
    close: () => {
      closed = true;
      subscription.unsubscribe();
    },
  };
}

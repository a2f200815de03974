import type { Event } from "@pixpress/contracts";
import { within } from "@pixpress/contracts/within";
import type { Feed, FeedReader } from "@pixpress/messaging";
import type { Logger } from "pino";
import { pause } from "../pause.ts";
import type { Inbox } from "./inbox.ts";

/** One subscription of the feed for the whole server, handed to every watcher. */
export interface EventHub {
  /** Begins to listen; where the feed cannot be reached it goes on trying in the background. */
  start(): Promise<void>;
  /** Ends every watcher's stream and stops listening. */
  stop(): Promise<void>;
  /** The watcher gets all that arrives from now on; the answer ends it. */
  join(inbox: Inbox): () => void;
  /** True from the first `start` on: before it nobody expects the feed to be heard. */
  started(): boolean;
  /** How many watch right now. */
  watchers(): number;
}

const patienceMilliseconds = 2000;
const longestPauseMilliseconds = 10_000;

/** `beside` hears all that the watchers hear. */
export function createEventHub(feed: Feed<Event>, log: Logger, beside?: FeedReader<Event>): EventHub {
  const inboxes = new Set<Inbox>();
  const stopping = new AbortController();
  let subscribing: Promise<(() => Promise<void>) | null> | null = null;

  const reader = {
    message: (event: Event) => {
      beside?.message(event);
      inboxes.forEach((inbox) => inbox.put(event));
    },
    gap: () => {
      beside?.gap();
      inboxes.forEach((inbox) => inbox.gap());
    },
  };

  async function leave(unsubscribe: () => Promise<void>): Promise<null> {
    await unsubscribe().catch((err: unknown) => log.warn({ err }, "the event feed was not left in order"));
    return null;
  }

  async function subscribe(): Promise<(() => Promise<void>) | null> {
    for (let wait = 250; !stopping.signal.aborted; wait = Math.min(2 * wait, longestPauseMilliseconds)) {
      try {
        const unsubscribe = await feed.subscribe(reader);
        if (stopping.signal.aborted) return await leave(unsubscribe);
        // Whoever joined before has caught up too early.
        reader.gap();
        return unsubscribe;
      } catch (err) {
        log.warn({ err }, "the event feed could not be subscribed to");
        await pause(wait, stopping.signal);
      }
    }
    return null;
  }

  return {
    async start() {
      subscribing ??= subscribe();
      await within(patienceMilliseconds, subscribing).catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      for (const inbox of inboxes) inbox.stop();
      const unsubscribe = subscribing === null ? null : await within(patienceMilliseconds, subscribing).catch(() => null);
      if (unsubscribe !== null) await leave(unsubscribe);
    },
    join(inbox) {
      inboxes.add(inbox);
      if (stopping.signal.aborted) inbox.stop();
      return () => inboxes.delete(inbox);
    },
    started: () => subscribing !== null,
    watchers: () => inboxes.size,
  };
}

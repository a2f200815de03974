import type { Event, Watch } from "@pixpress/contracts";
import type { Address } from "../addresses.ts";
import type { ServerParts } from "../parts.ts";
import { toFault } from "../to-fault.ts";
import { catchUp, resetNow } from "./catch-up.ts";
import type { EventHub } from "./event-hub.ts";
import { addressed } from "./event-of.ts";
import { Inbox, type Notice } from "./inbox.ts";
import { SentRevisions } from "./sent-revisions.ts";

const inboxCapacity = 1000;
const revisionCapacity = 5000;

/** Where a stream begins, how its addresses are made, and what ends it. */
interface Watching {
  readonly from: Watch;
  readonly address: Address;
  readonly signal: AbortSignal;
}

/**
 * A live stream of changes: it listens first, then tells what it missed, then what comes. Ends in order when the signal aborts;
 * when the server stops it breaks off with an `AbortError`, because a stream that ends in order tells clients not to reconnect.
 */
export async function* watchTasks(
  { database }: Pick<ServerParts, "database">,
  hub: EventHub,
  watching: Watching,
): AsyncGenerator<Event, void> {
  const inbox = new Inbox(inboxCapacity);
  const leave = hub.join(inbox);
  const sent = new SentRevisions(revisionCapacity);
  try {
    let seen = watching.from.lastEventId === undefined ? await database.now() : new Date(watching.from.lastEventId);
    inbox.gap();
    for (let notice = await inbox.next(watching.signal); notice !== null; notice = await inbox.next(watching.signal)) {
      for (const event of await eventsOf(database, notice, seen, sent)) {
        seen = later(seen, new Date(event.changedAt));
        yield addressed(event, watching.address);
      }
    }
  } catch (error) {
    throw toFault(error) ?? error;
  } finally {
    leave();
  }
}

async function eventsOf(database: ServerParts["database"], notice: Notice, seen: Date, sent: SentRevisions): Promise<Event[]> {
  switch (notice.kind) {
    case "stop":
      throw new DOMException("The server is stopping.", "AbortError");
    case "overflow":
      return [await resetNow(database)];
    case "gap":
      return catchUp(database, seen, sent);
    case "event":
      return isNews(notice.event, sent) ? [notice.event] : [];
  }
}

/** Only tasks have revisions; the other notices are few, and telling one twice does no harm. */
function isNews(event: Event, sent: SentRevisions): boolean {
  return event.kind !== "task.changed" || sent.isNews(event.task.id, event.task.revision);
}

const later = (one: Date, other: Date): Date => (one > other ? one : other);

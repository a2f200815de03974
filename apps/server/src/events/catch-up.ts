import type { Event } from "@pixpress/contracts";
import type { Database } from "@pixpress/db";
import { eventOf } from "./event-of.ts";
import type { SentRevisions } from "./sent-revisions.ts";

/** Longer than a lease plus a redelivery: how much later than its change a task's event may have been published. */
const overlapMilliseconds = 5 * 60_000;
/** Above this many changes one `reset` is cheaper for both sides than each of them. */
const mostChanges = 1000;

/** What changed since the moment, but for what the stream has told already; one `reset` where it is too much. */
export async function catchUp(database: Database, since: Date, sent: SentRevisions): Promise<Event[]> {
  const rows = await database.tasks.changedAfter(new Date(since.getTime() - overlapMilliseconds), mostChanges + 1);
  if (rows.length > mostChanges) return [await resetNow(database)];
  const news = rows.filter(({ id, revision }) => sent.isNews(id, revision));
  const images = news.length === 0 ? [] : await database.images.getMany([...new Set(news.map(({ imageId }) => imageId))]);
  const byId = new Map(images.map((image) => [image.id, image]));
  const events = news.map((row) => eventOf(row, byId.get(row.imageId)));
  return events.filter(once());
}

/** The notice that everything is to be fetched anew. */
export async function resetNow(database: Database): Promise<Event> {
  return { kind: "reset", changedAt: (await database.now()).toISOString() };
}

/** An image with many tasks is deleted once. */
function once(): (event: Event) => boolean {
  const deleted = new Set<string>();
  return (event) => {
    if (event.kind !== "image.deleted") return true;
    return !deleted.has(event.imageId) && deleted.add(event.imageId) !== undefined;
  };
}

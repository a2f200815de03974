import type { Consumer } from "@pixpress/messaging";
import type { Application } from "./application.ts";
import { createBacklog } from "./backlog/backlog.ts";
import { createContext } from "./context.ts";
import { createEventHub } from "./events/event-hub.ts";
import { faultsOf, noticesOf } from "./faults.ts";
import { consumeResults } from "./finish/consume-results.ts";
import { uploadScope } from "./idempotency/claim-ids.ts";
import type { ServerParts } from "./parts.ts";
import { createRecovery } from "./recovery/recovery.ts";
import { acceptUpload } from "./upload/accept-upload.ts";

/** The service behind its faces: what it does for callers, and what it does by itself while it is started. */
export function createApplication(parts: ServerParts): Application {
  const backlog = createBacklog(parts);
  const hub = createEventHub(parts.messaging.events, parts.log, backlog.reader);
  const recovery = createRecovery(parts);
  let consumer: Consumer | null = null;
  let starting: Promise<void> | null = null;
  let stopping: Promise<void> | null = null;

  async function start(): Promise<void> {
    await hub.start();
    if (stopping !== null) return;
    consumer = consumeResults(parts);
    recovery.start();
  }

  async function stop(): Promise<void> {
    await Promise.all([hub.stop(), starting]);
    await Promise.all([consumer?.stop(), recovery.stop()]);
  }

  return {
    context: (request) => createContext(parts, hub, backlog, request),
    admitUpload: (key) => backlog.admit(uploadScope, key),
    acceptUpload: (image, recipe, signal, key) => acceptUpload(parts, image, recipe, signal, key),
    faults: () => faultsOf(parts, hub),
    notices: () => noticesOf(parts),
    start: () => (starting ??= start()),
    stop: () => (stopping ??= stop()),
  };
}

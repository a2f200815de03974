import type { ResultMessage } from "@pixpress/contracts";
import type { Messaging } from "@pixpress/messaging";
import type { StoredFile } from "@pixpress/storage";
import type { Metrics, Telemetry } from "@pixpress/telemetry";
import { observeMessaging } from "@pixpress/telemetry/messaging";
import { observeSteps } from "@pixpress/telemetry/steps";
import type { ServerParts } from "../parts.ts";
import { queueFigures } from "./queue-figures.ts";

/** The calls of the database that an upload and a finish are made of. */
const databaseSteps = {
  "idempotencyKeys.claim": { span: "claim key" },
  "images.insertWithTask": { span: "insert" },
  "tasks.insert": { span: "insert" },
  "tasks.markReady": { span: "mark ready" },
  "results.insertOnce": { span: "decide" },
  "tasks.finish": { span: "write task" },
  "images.finish": { span: "write image" },
  "tasks.close": { span: "close" },
};

const storageSteps = {
  put: { span: "store", attributes: ({ bytes }: StoredFile) => ({ "pixpress.bytes": bytes }) },
};

/** The parts of a server with what is told of them before them; the very same where nothing is to be told. */
export function observeParts<Parts extends ServerParts>(parts: Parts): Parts {
  const { telemetry } = parts;
  if (telemetry == null) return parts;
  tellOfMessaging(parts.messaging, telemetry.metrics);
  return {
    ...parts,
    database: observeSteps(parts.database, telemetry, { name: "database", steps: databaseSteps }),
    storage: observeSteps(parts.storage, telemetry, { name: "storage", steps: storageSteps }),
    messaging: observe(parts.messaging, telemetry),
  };
}

function observe(messaging: Messaging, telemetry: Telemetry): Messaging {
  const onEnd = (message: ResultMessage, error: unknown, seconds: number): void => {
    // A result is acknowledged once, whoever finished the task: one that comes again was not.
    if (message.kind !== "finished" || error !== null) return;
    telemetry.metrics?.add("results", { status: message.status });
    if (message.reason !== null) telemetry.metrics?.add("failures", { reason: message.reason });
    telemetry.metrics?.observe("stages", { stage: "finish" }, seconds);
  };
  return observeMessaging(messaging, telemetry, { results: { onEnd } });
}

function tellOfMessaging(messaging: Messaging, metrics: Metrics | null): void {
  metrics?.collect(queueFigures(messaging));
  metrics?.collect({ gauges: ["eventFeed"], read: () => [["eventFeed", {}, messaging.events.healthy() ? 1 : 0]] });
}

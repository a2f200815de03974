import { HandBack, type Messaging } from "@pixpress/messaging";
import type { StoredFile } from "@pixpress/storage";
import type { Telemetry } from "@pixpress/telemetry";
import { observeMessaging } from "@pixpress/telemetry/messaging";
import { observeSteps } from "@pixpress/telemetry/steps";
import type { WorkerParts } from "../parts.ts";
import { observePool } from "./observe-pool.ts";

const storageSteps = {
  download: { span: "download", stage: "download" },
  put: { span: "store", stage: "store", attributes: ({ bytes }: StoredFile) => ({ "pixpress.bytes": bytes }) },
};

/** The parts of a worker with what is told of them before them; the very same where nothing is to be told. */
export function observeParts<Parts extends WorkerParts>(parts: Parts): Parts {
  const { telemetry } = parts;
  if (telemetry == null) return parts;
  return {
    ...parts,
    storage: observeSteps(parts.storage, telemetry, { name: "storage", steps: storageSteps }),
    messaging: observeRuns(parts.messaging, telemetry),
    pool: observePool(parts.pool, telemetry),
  };
}

function observeRuns(messaging: Messaging, telemetry: Telemetry): Messaging {
  const { metrics } = telemetry;
  let inHand = 0;
  metrics?.collect({ gauges: ["inHand"], read: () => [["inHand", {}, inHand]] });
  return observeMessaging(messaging, telemetry, {
    tasks: (queue) => ({
      onTaken() {
        inHand += 1;
        metrics?.add("taken", { queue });
      },
      onEnd({ bytes }, error) {
        inHand -= 1;
        if (error === null) metrics?.add("originalBytes", {}, bytes);
        metrics?.add("runs", { outcome: error === null ? "answered" : error instanceof HandBack ? "handed_back" : "failed" });
      },
    }),
  });
}

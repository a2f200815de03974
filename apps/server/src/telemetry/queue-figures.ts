import { type Messaging, queueNames } from "@pixpress/messaging";
import type { Reading, Source } from "@pixpress/telemetry";

const taskQueues = ["tasks", "smallTasks"] as const;

/** How much work waits, and for how long. */
export const queueFigures = (messaging: Messaging): Source => ({
  gauges: ["queueDepth", "oldestPending", "queueMessages"],
  up: "queuesReadable",
  async read() {
    const [counts, oldest] = await Promise.all([
      Promise.all(queueNames.map(async (queue) => [queue, await messaging[queue].counts()] as const)),
      Promise.all(taskQueues.map(async (queue) => [queue, await messaging[queue].oldest()] as const)),
    ]);
    return [
      ...counts.flatMap(([queue, states]) =>
        Object.entries(states).map(([state, count]): Reading => ["queueMessages", { queue, state }, count]),
      ),
      ...counts.filter(([queue]) => queue !== "results").map(([queue, { waiting }]): Reading => ["queueDepth", { queue }, waiting]),
      // Its sender's clock may be a little ahead of ours.
      ...oldest.map(
        ([queue, sentAt]): Reading => ["oldestPending", { queue }, Math.max(0, Date.now() - (sentAt?.getTime() ?? Date.now())) / 1000],
      ),
    ];
  },
});

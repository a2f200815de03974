import { type Job, type JobJson, Worker } from "bullmq";
import { pauseMs } from "./backoff.ts";
import type { QueueRules } from "./channels.ts";
import type { MessagingLog } from "./log.ts";
import type { RedisConnection } from "./redis-connection.ts";

interface WorkerParts {
  readonly rules: Pick<QueueRules<unknown>, "name" | "attempts" | "backoff">;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly stalledMs: number;
  readonly connection: RedisConnection;
  readonly log: MessagingLog;
}

/** A worker for whom what lies in Redis is only what somebody put there. */
class ForeignJobsWorker extends Worker<unknown, void> {
  attempts = 1;

  protected override createJob(data: JobJson, jobId: string): Job<unknown, void> {
    const job = super.createJob(isJson(data.data) ? data : { ...data, data: JSON.stringify(data.data) }, jobId);
    // How often a message is tried is the consumer's to say, whoever sent it.
    Object.assign(job.opts, {
      attempts: this.attempts,
      backoff: { type: "custom" },
      removeOnComplete: true,
      removeOnFail: false,
      stackTraceLimit: 1,
    });
    return job;
  }
}

/** A BullMQ worker under the rules of a queue. */
export function createWorker(
  parts: WorkerParts,
  process: (job: Job<unknown, void>, token: string) => Promise<void>,
): Worker<unknown, void> {
  const { rules, log } = parts;
  const worker = new ForeignJobsWorker(rules.name, (job, token) => process(job, token ?? ""), {
    autorun: false,
    connection: parts.connection,
    concurrency: parts.concurrency,
    lockDuration: parts.leaseMs,
    stalledInterval: parts.stalledMs,
    // A worker that dies with a message in hand says nothing about the message: that is counted by recovery, not here.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: 1_000,
    settings: { backoffStrategy: (failures) => pauseMs(rules.backoff, failures) },
  });
  worker.attempts = rules.attempts;
  worker.on("error", (err) => {
    if (!isOutage(err)) log.warn({ err, queue: rules.name }, "a consumer met an error");
  });
  worker.run().catch((err: unknown) => log.warn({ err, queue: rules.name }, "a consumer ended"));
  return worker;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text || "{}");
    return true;
  } catch {
    return false;
  }
}

/** Outages are logged once, by the connection for calls. */
function isOutage(error: Error & { code?: unknown }): boolean {
  return typeof error.code === "string" || /connection is closed|timed out|socket timeout/i.test(error.message);
}

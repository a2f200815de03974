import { availableParallelism } from "node:os";
import * as z from "zod";

const seconds = z.coerce.number().positive();

/** The worker's own variables; those of the engine come from its slice. */
export const workerConfig = z.object({
  /** Engine children; unset is one per core. */
  WORKER_PROCESSES: z.coerce.number().int().min(1).max(256).optional(),
  DATA_DIR: z.string().default("data"),
  /** The age from which a task is no longer retried for what is not its fault. */
  TASK_EXPIRY_SECONDS: seconds.default(86_400),
  /** The first and the longest pause after a fault of the surroundings. */
  RETRY_FIRST_SECONDS: seconds.default(1),
  RETRY_MAX_SECONDS: seconds.default(60),
  /** How long a stop waits for what is in hand. */
  GRACE_SECONDS: seconds.default(20),
  /** How long a worker may take nothing while tasks wait, until it is not ready; after as long again its process ends with 1. */
  STUCK_SECONDS: seconds.default(30),
  /** The allocator that the operator chose: the engine's children get it too, and nothing else of the environment. */
  LD_PRELOAD: z.string().optional(),
  DEV: z.stringbool().default(false),
});
export type WorkerConfig = z.infer<typeof workerConfig>;

/** How many engine children a worker runs besides the reserved one. */
export function processesOf({ WORKER_PROCESSES }: Pick<WorkerConfig, "WORKER_PROCESSES">): number {
  return WORKER_PROCESSES ?? availableParallelism();
}

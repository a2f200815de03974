import { betweenSteps } from "./between-steps.ts";
import { clientKill } from "./client-kill.ts";
import { clockAhead } from "./clock-ahead.ts";
import { databaseFrozen, databaseGone, databaseKill } from "./database.ts";
import { deletions } from "./deletions.ts";
import { diskFull } from "./disk-full.ts";
import { engineKill } from "./engine-kill.ts";
import type { Fault } from "./fault.ts";
import { flushAll } from "./flushall.ts";
import { frozenWorker } from "./frozen-worker.ts";
import { messages } from "./messages.ts";
import { poison } from "./poison.ts";
import { redisKill } from "./redis-kill.ts";
import { redisFull, redisReadOnly } from "./redis-refuses.ts";
import { rollingRestart } from "./rolling-restart.ts";
import { serverKill } from "./server-kill.ts";
import { originalMissing, storageErrs, storageGone } from "./storage.ts";
import { workerKill } from "./worker-kill.ts";

/** Every fault, in the order of the table. */
export const faults: readonly Fault[] = [
  workerKill,
  engineKill,
  serverKill,
  betweenSteps,
  redisKill,
  flushAll,
  redisFull,
  redisReadOnly,
  clientKill,
  databaseGone,
  databaseFrozen,
  databaseKill,
  storageErrs,
  originalMissing,
  frozenWorker,
  messages,
  poison,
  deletions,
  rollingRestart,
  diskFull,
  clockAhead,
  storageGone,
];

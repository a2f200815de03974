import { clientKill } from "./client-kill.ts";
import { databaseFrozen, databaseGone, databaseKill } from "./database.ts";
import { engineKill } from "./engine-kill.ts";
import type { Fault } from "./fault.ts";
import { flushAll } from "./flushall.ts";
import { messages } from "./messages.ts";
import { redisKill } from "./redis-kill.ts";
import { redisFull, redisReadOnly } from "./redis-refuses.ts";
import { serverKill } from "./server-kill.ts";
import { workerKill } from "./worker-kill.ts";

/** Every fault, in the order of the table. */
export const faults: readonly Fault[] = [
  workerKill,
  engineKill,
  serverKill,
  redisKill,
  flushAll,
  redisFull,
  redisReadOnly,
  clientKill,
  databaseGone,
  databaseFrozen,
  databaseKill,
  messages,
];

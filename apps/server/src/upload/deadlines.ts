/** How long each step of an upload may take once its last byte is here; together never longer than its caller waits. */
export interface Deadlines {
  readonly storeMs: number;
  /** For both writes; less where storing took long, so that store and rows together end `queueMs` before the last moment. */
  rowsMs(elapsedMs: number): number;
  readonly queueMs: number;
}

/** The older service's client gives up ten seconds after its last byte; half a second of it is the network's and ours. */
const patienceMs = 9500;
const longestRowsMs = 7000;
const longestQueueMs = 2000;

/** On this machine's own disk a file is stored in a moment or something is wrong; elsewhere `seconds` is what storing may take. */
export function deadlinesOf(seconds: number, storageIsLocal: boolean): Deadlines {
  const totalMs = storageIsLocal ? Math.min(patienceMs, seconds * 1000) : seconds * 1000;
  const queueMs = Math.min(longestQueueMs, totalMs / 4);
  return {
    storeMs: totalMs - 2 * queueMs,
    rowsMs: (elapsedMs) => Math.max(0, Math.min(longestRowsMs, totalMs - queueMs - elapsedMs)),
    queueMs,
  };
}

import { pause } from "../pause.ts";

/** Something done again and again until it is stopped. */
export interface Loop {
  start(): void;
  /** Resolves when the run in hand is over. */
  stop(): Promise<void>;
}

/** Runs in a row of failures after which the pause grows no longer. */
const mostDoublings = 4;

/**
 * Runs at once and then every so many seconds, a fifth more or less, so that several servers do not keep step. `run` answers
 * whether all went well; after one that did not the pause doubles. It is told by the signal when to cut itself short.
 */
export function createTimerLoop(seconds: number, run: (signal: AbortSignal) => Promise<boolean>): Loop {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function loop(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      failures = (await run(stopping.signal)) ? 0 : Math.min(failures + 1, mostDoublings);
      const jitter = 0.8 + 0.4 * Math.random();
      await pause(seconds * 1000 * jitter * 2 ** failures, stopping.signal);
    }
  }

  return {
    start() {
      if (!stopping.signal.aborted) running ??= loop();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

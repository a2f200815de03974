/** A process of the service, and how those runs of it ended that nobody ended; null is a signal. */
export interface Ends {
  readonly main: string;
  readonly leftByItself: readonly (number | null)[];
}

/**
 * A sentence for each process that ended without being told to. An init brings it back, so that nothing need be lost by it, and yet none of ours may.
 * `bySignal`: it is the fault that sends signals.
 */
export function endedByThemselves(apps: readonly Ends[], bySignal = false): string[] {
  return apps.flatMap(({ main, leftByItself }) =>
    leftByItself
      .filter((code) => code !== null || !bySignal)
      .map((code) => `${main} ended by itself ${code === null ? "by a signal" : `with ${code}`}`),
  );
}

/** What is wrong with a process that has no other port to be asked on, one sentence each. */
export interface Health {
  /** Asks the source, too, whenever somebody wants to know. */
  watch(source: () => readonly string[]): void;
  faults(): readonly string[];
}

export function createHealth(): Health {
  const sources: (() => readonly string[])[] = [];
  return {
    watch: (source) => void sources.push(source),
    faults: () => sources.flatMap((source) => source()),
  };
}

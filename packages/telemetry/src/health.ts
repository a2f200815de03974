type Source = () => readonly string[] | Promise<readonly string[]>;

/** What is wrong with a process, one sentence each, for whoever asks on the port of its figures. */
export interface Health {
  /** Asks the source, too, whenever somebody wants to know. */
  watch(source: Source): void;
  faults(): Promise<readonly string[]>;
}

export function createHealth(): Health {
  const sources: Source[] = [];
  return {
    watch: (source) => void sources.push(source),
    async faults() {
      // The port is open before there is anything that could work.
      if (sources.length === 0) return ["The process is starting."];
      const found = await Promise.all(sources.map(async (source) => source()));
      // A server may say what the worker beside it says.
      return [...new Set(found.flat())];
    },
  };
}

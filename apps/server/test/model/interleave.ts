/** Something that waits for its turn before each of its steps. */
type Work = (turn: () => Promise<void>) => Promise<void>;

class Lane {
  readonly #waiting: (() => void)[] = [];
  #ended = false;
  #wake: () => void = () => undefined;

  readonly turn = (): Promise<void> => {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#wake();
    });
  };

  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    this.#ended = true;
    for (const go of this.#waiting.splice(0)) go();
    this.#wake();
  }

  /** Resolves once it waits for its turn, or has ended. */
  async idle(): Promise<void> {
    while (!this.#ended && this.#waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  step(): void {
    this.#waiting.shift()?.();
  }
}

/** Runs all at once, one step at a time; `choices`, from its beginning again when it is used up, says whose step is next. */
export async function interleave(choices: readonly number[], works: readonly Work[]): Promise<void> {
  const lanes = works.map(() => new Lane());
  const runs = works.map((work, index) => {
    const lane = lanes[index] ?? new Lane();
    return work(lane.turn).finally(() => lane.end());
  });
  const all = Promise.allSettled(runs);
  for (let step = 0; ; step += 1) {
    for (const lane of lanes) await lane.idle();
    const open = lanes.filter(({ ended }) => !ended);
    if (open.length === 0) break;
    open[(choices[step % choices.length] ?? 0) % open.length]?.step();
  }
  await all;
  await Promise.all(runs);
}

import * as fc from "fast-check";
import type { Broker } from "./broker.ts";
import { converge } from "./converge.ts";
import { everything } from "./everything.ts";
import { newModel } from "./model.ts";
import { type Sabotage, Service } from "./service.ts";

/** How far to look. One seed draws the same sequences each time. */
export interface Search {
  readonly seed: number;
  readonly runs: number;
  /** How many steps a sequence is drawn from; of those about half find something to do. */
  readonly maxSteps: number;
  readonly sabotage?: Sabotage;
  /** False where a run costs too much to look for the shortest sequence that fails. */
  readonly shrink?: boolean;
}

/** The given search, or, to look further by hand, the one that `MODEL_SEED` and `MODEL_RUNS` ask for; it says which. */
export function searchOf(search: Search): Search {
  const { MODEL_SEED, MODEL_RUNS } = process.env;
  const asked = { ...search, ...(MODEL_SEED && { seed: Number(MODEL_SEED) }), ...(MODEL_RUNS && { runs: Number(MODEL_RUNS) }) };
  console.log(`The state machine: ${asked.runs} sequences of seed ${asked.seed}.`);
  return asked;
}

/** Throws for the first sequence that breaks a rule or does not converge, and tells the shortest one like it. */
export async function explore(openBroker: () => Promise<Broker>, { seed, runs, maxSteps, sabotage, shrink = true }: Search): Promise<void> {
  const sequences = fc.commands([everything], { maxCommands: maxSteps, size: "max" });
  const property = fc.asyncProperty(sequences, async (commands) => {
    const service = await Service.open(await openBroker(), sabotage);
    try {
      const model = newModel();
      await fc.asyncModelRun(() => ({ model, real: service }), commands);
      await converge(model, service);
    } finally {
      await service.close();
    }
  });
  // Unbiased: the short sequences, which are drawn first otherwise, have seldom anything to tell.
  await fc.assert(property, { seed, numRuns: runs, unbiased: true, endOnFailure: !shrink });
}

import type { Places } from "./service.ts";
import type { Snapshot } from "./state-machine.ts";

/** What the model knows between two steps: what was last seen, and where work can go on. */
export interface Model {
  last: Snapshot;
  places: Places;
  waiting: { readonly tasks: number; readonly smallTasks: number; readonly results: number };
  hands: number;
  /** Messages that were taken, and answers that were given, so far. */
  taken: number;
  said: number;
}

export const newModel = (): Model => ({
  last: { images: new Map(), tasks: new Map(), results: new Map() },
  places: new Map(),
  waiting: { tasks: 0, smallTasks: 0, results: 0 },
  hands: 0,
  taken: 0,
  said: 0,
});

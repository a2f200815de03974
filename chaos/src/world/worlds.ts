import type { Fault } from "../faults/fault.ts";
import type { Waits } from "./waits.ts";
import { World } from "./world.ts";

/** The worlds that faults are run in, one after the other. */
export interface Worlds {
  /** Where the fault is to be run. */
  enter(fault: Fault): Promise<World>;
  /** The fault is over. A world in which something was wrong, or that is not to be shared, ends. */
  leave(wasRight: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * Shared, one world serves all faults in a row that wish for the same one: what an earlier one left would be found by the next, and a start takes
 * longer than most faults with small numbers.
 */
export function createWorlds(waits: Waits, shared: boolean): Worlds {
  let open: { world: World; wish: string } | null = null;

  async function close(): Promise<void> {
    const last = open;
    open = null;
    await last?.world.close();
  }

  return {
    async enter(fault) {
      const wish = wishOf(fault);
      if (open !== null && open.wish !== wish) await close();
      open ??= { world: await World.open(waits, fault.world), wish };
      return open.world;
    },
    async leave(wasRight) {
      if (!shared || !wasRight) await close();
    },
    close,
  };
}

const wishOf = ({ world = {} }: Fault): string => JSON.stringify(world);

/** In the same order, but for this: those that wish for the same world come in a row. */
export function byWorld<Run extends { readonly fault: Fault }>(runs: readonly Run[]): Run[] {
  return [...Map.groupBy(runs, ({ fault }) => wishOf(fault)).values()].flat();
}

import type { World, WorldWish } from "../world/world.ts";

/** One row of the table: what is done to a service at work. */
export interface Fault {
  /** As `--fault` names it. */
  readonly name: string;
  /** As the table names it. */
  readonly title: string;
  /** Uploads by hand. */
  readonly n: number;
  /** Uploads in CI; 0: only by hand. */
  readonly ci: number;
  /** True where processes die by a signal although the harness sends none. No process may end by itself otherwise. */
  readonly diesByItself?: boolean;
  /** What the world must be like. */
  readonly world?: WorldWish;
  /** Uploads so many images and injures the service meanwhile. All injuries are over when it resolves. */
  injure(world: World, n: number): Promise<void>;
  /** What must hold besides the check, once all is quiet: a sentence for each thing that does not. */
  more?(world: World): string[];
}

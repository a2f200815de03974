import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { type CallHook, faulty } from "@pixpress/test-servers/faulty";
import type { ServerParts } from "../../src/parts.ts";

/** What befalls a process at its nth call of a port, before the call is done or after: the call fails, it dies, or it ends with all queues, as one process that is everything does. */
export interface Fate {
  readonly call: number;
  readonly when: "before" | "after";
  readonly kind: "fails" | "dies" | "ends";
}

/** A server process as long as one operation lasts. */
export interface Actor {
  readonly parts: ServerParts;
  /** Its caller got no answer. */
  died(): boolean;
  /** Whether its fate has met it. */
  disturbed(): boolean;
}

/** What an actor tells of its calls, and waits for before each. */
export interface Surroundings {
  readonly turn?: () => Promise<void>;
  readonly called?: (operation: string, given: readonly unknown[]) => void;
}

const away = new Error("it is away");
const failures = {
  database: new DatabaseError("call", true, away),
  storage: new StorageError("call", "unavailable", away),
  messaging: new MessagingError("call", true, away),
};

/** A process over these parts with the given fate. A dead one calls nothing any more. */
export function actorOf(parts: ServerParts, fate: Fate | null, { turn, called }: Surroundings = {}): Actor {
  let calls = 0;
  let [dead, met] = [false, false];
  const assertAlive = (): void => {
    if (dead) throw new Error("this process is dead");
  };
  const hook =
    (port: keyof typeof failures): CallHook =>
    async (operation, when, given) => {
      assertAlive();
      if (when === "before") {
        await turn?.();
        assertAlive();
        calls += 1;
        called?.(operation, given);
      }
      if (fate === null || met || calls !== fate.call || when !== fate.when) return;
      met = true;
      dead = fate.kind !== "fails";
      assertAlive();
      throw failures[port];
    };
  return {
    parts: {
      ...parts,
      database: faulty(parts.database, hook("database")),
      storage: faulty(parts.storage, hook("storage")),
      messaging: faulty(parts.messaging, hook("messaging")),
    },
    died: () => dead,
    disturbed: () => met,
  };
}

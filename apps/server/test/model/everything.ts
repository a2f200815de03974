import * as fc from "fast-check";
import { alone, type Command, flush, hand, saidAgain, settle, take, thaw, together } from "./commands.ts";
import { calm, nat, pair, single, turns } from "./draws.ts";
import type { Failure } from "./hand.ts";

const content = fc.constantFrom("a", "b");
const failure = fc.constantFrom<Failure>("image", "child", "surroundings");

/** Everything that can happen, each as often as it is interesting. */
export const everything: fc.Arbitrary<Command> = fc.oneof(
  { weight: 24, arbitrary: fc.tuple(single, calm).map((drawn) => alone(...drawn)) },
  { weight: 12, arbitrary: fc.tuple(pair, fc.tuple(calm, calm), turns).map((drawn) => together(...drawn)) },
  { weight: 12, arbitrary: fc.constantFrom("smallTasks" as const, "smallTasks" as const, "tasks" as const).map(take) },
  {
    weight: 8,
    arbitrary: fc.tuple(nat, content).map(([nth, made]) => hand(`step to ${made}`, nth, (held, service) => service.advance(held, made))),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(nat, content)
      .map(([nth, made]) => hand(`finish with ${made}`, nth, (held, service) => service.complete(held, made))),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(nat, failure).map(([nth, by]) => hand(`fail by ${by}`, nth, (held, service) => service.fail(held, by))),
  },
  { weight: 4, arbitrary: nat.map((nth) => hand("kill", nth, (held) => held.die())) },
  { weight: 2, arbitrary: nat.map(thaw) },
  { weight: 1, arbitrary: nat.map(saidAgain) },
  { weight: 1, arbitrary: fc.constant(flush) },
  { weight: 1, arbitrary: fc.constant(settle) },
);

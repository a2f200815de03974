import type * as fc from "fast-check";
import type { Fate } from "./actor.ts";
import type { Draw } from "./draws.ts";
import { Hand } from "./hand.ts";
import { interleave } from "./interleave.ts";
import type { Model } from "./model.ts";
import { type Outcome, perform } from "./operations.ts";
import type { Done } from "./promises.ts";
import type { Service } from "./service.ts";
import type { Cause } from "./state-machine.ts";

export type Command = fc.AsyncCommand<Model, Service>;

type Before = Pick<Done, "before" | "placesBefore">;

/** Looks, works, looks again: whatever the command did, nothing may have moved that the causes do not allow. */
async function step(model: Model, service: Service, causes: readonly Cause[], work: () => Promise<void>): Promise<Before> {
  const before = { before: model.last, placesBefore: model.places };
  await work();
  model.last = await service.check(before.before, causes);
  model.places = await service.places();
  const { tasks, smallTasks, results } = service.broker.messaging();
  const [large, small, answers] = await Promise.all([tasks, smallTasks, results].map((queue) => queue.counts()));
  model.waiting = { tasks: large?.waiting ?? 0, smallTasks: small?.waiting ?? 0, results: answers?.waiting ?? 0 };
  [model.hands, model.taken, model.said] = [service.hands.length, service.taken.length, service.said.length];
  return before;
}

const command = (label: string, check: (model: Model) => boolean, run: Command["run"]): Command => ({ check, run, toString: () => label });

/** One server does something, undisturbed or not; undisturbed it keeps what is promised. */
export const alone = (draw: Draw, fate: Fate | null): Command =>
  command(
    `${draw.label}${fate === null ? "" : ` ${fate.kind} ${fate.when} call ${fate.call}`}`,
    (model) => draw.choose(model) !== null,
    async (model, service) => {
      const operation = draw.choose(model);
      if (operation === null) return;
      const actor = service.actor(fate, undefined, operation.secondsAhead);
      let outcome: Outcome = { kind: "broken" };
      const before = await step(model, service, operation.causes, async () => {
        outcome = await perform(service, operation, actor);
        if (actor.died() && fate?.kind === "ends") await service.flush();
      });
      if (!actor.disturbed() && service.broker.exact)
        await operation.check(service, { outcome, ...before, after: model.last, placesAfter: model.places });
    },
  );

/** Two servers at once, each of their calls in turn. */
export const together = (draws: readonly [Draw, Draw], fates: readonly [Fate | null, Fate | null], choices: readonly number[]): Command =>
  command(
    `together(${draws.map(({ label }, index) => `${label}${fates[index] ? ` ${JSON.stringify(fates[index])}` : ""}`).join(" | ")} by ${choices.join("")})`,
    (model) => draws.every((draw) => draw.choose(model) !== null),
    async (model, service) => {
      const operations = draws.map((draw) => draw.choose(model)).filter((operation) => operation !== null);
      const outcomes: Outcome[] = [];
      const works = operations.map((operation, index) => async (turn: () => Promise<void>) => {
        outcomes[index] = await perform(service, operation, service.actor(fates[index] ?? null, turn, operation.secondsAhead));
      });
      const causes = operations.flatMap((operation) => operation.causes);
      const before = await step(model, service, causes, () => interleave(choices, works));
      for (const [index, operation] of operations.entries()) {
        const outcome = outcomes[index] ?? { kind: "broken" };
        operation.checkAmong?.({ outcome, ...before, after: model.last, placesAfter: model.places }, causes);
      }
    },
  );

export const hand = (label: string, nth: number, work: (held: Hand, service: Service) => Promise<void>): Command =>
  command(
    `${label}(hand ${nth})`,
    (model) => model.hands > 0,
    async (model, service) => {
      const held = service.hands[nth % service.hands.length];
      if (held === undefined) return;
      await step(model, service, [], () => work(held, service));
      if (held.stage === "over") {
        service.hands.splice(service.hands.indexOf(held), 1);
        service.retire(held);
      }
    },
  );

export const take = (lane: "tasks" | "smallTasks"): Command =>
  command(
    `take(${lane})`,
    (model) => model.waiting[lane] > 0,
    async (model, service) => {
      await step(model, service, [], async () => {
        const held = await Hand.take(service.broker, lane);
        if (held === null) return;
        service.hands.push(held);
        service.taken.push(held.message);
      });
    },
  );

/** A worker that was frozen past its lease goes on as if nothing had been. */
export const thaw = (nth: number): Command =>
  command(
    `thaw(${nth})`,
    ({ taken }) => taken > 0,
    async (model, service) => {
      const message = service.taken[nth % service.taken.length];
      if (message === undefined) return;
      await step(model, service, [], async () => {
        service.hands.push(new Hand(message, null, await service.broker.link()));
      });
    },
  );

export const saidAgain = (nth: number): Command =>
  command(
    `answer again(${nth})`,
    ({ said }) => said > 0,
    async (model, service) => {
      const result = service.said[nth % service.said.length];
      if (result === undefined) return;
      await step(model, service, [], () => service.broker.messaging().results.send(result.taskId, result));
    },
  );

export const flush = command(
  "flush",
  () => true,
  async (model, service) => void (await step(model, service, [], () => service.flush())),
);
export const settle = command(
  "settle",
  () => true,
  async (model, service) => void (await step(model, service, [], async () => service.broker.settle())),
);

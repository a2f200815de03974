import { Fault, type Reason, type Recipe, type ResultMessage } from "@pixpress/contracts";
import type { Delivery } from "@pixpress/messaging";
import { createApplication } from "../../src/create-application.ts";
import { consumeResults } from "../../src/finish/consume-results.ts";
import type { ServerParts } from "../../src/parts.ts";
import { createPass } from "../../src/recovery/recovery.ts";
import { replaced } from "../faulty.ts";
import { defaultRecipe, never } from "../world.ts";
import type { Actor } from "./actor.ts";
import { loseLease, takeOne } from "./broker.ts";
import { accepted, created, type Done, deleted, delivered, recovered, undone, won } from "./promises.ts";
import { type Service, undoSeconds } from "./service.ts";
import type { Cause } from "./state-machine.ts";

/** What the caller of an operation learned: an answer, a refusal, or nothing at all. */
export type Outcome =
  | { readonly kind: "answered"; readonly value: unknown }
  | { readonly kind: "refused"; readonly reason: Reason }
  | { readonly kind: "broken" };

/** Something a server process does; which things it is done to is settled when it begins. */
export interface Operation {
  readonly label: string;
  readonly causes: readonly Cause[];
  /** How many seconds the clock is ahead to whom does it. */
  readonly secondsAhead?: number;
  run(service: Service, actor: Actor): Promise<unknown>;
  /** Throws where an undisturbed run did not bring what it promises. */
  check(service: Service, done: Done): Promise<void> | void;
  /** Throws where a run, whatever else went on, did not bring what its caller was answered. */
  checkAmong?(done: Done, causes: readonly Cause[]): void;
}

/** Runs it and says what came of it; an error that is nobody's fault and no refusal is a bug, and thrown on. */
export async function perform(service: Service, operation: Operation, actor: Actor): Promise<Outcome> {
  try {
    const value = await operation.run(service, actor);
    return actor.died() ? { kind: "broken" } : { kind: "answered", value };
  } catch (error) {
    if (!actor.died() && error instanceof Fault) return { kind: "refused", reason: error.reason };
    if (actor.disturbed()) return { kind: "broken" };
    throw error;
  }
}

const apiOf = (parts: ServerParts, idempotencyKey?: string) =>
  createApplication(parts).context({ requestId: "model", origin: "http://here", idempotencyKey });

const recipes: readonly Recipe[] = [defaultRecipe, { ...defaultRecipe, formats: ["avif"] }];
const recipeOf = (lane: number): Recipe => recipes[lane % recipes.length] ?? defaultRecipe;

/** `file` and `key` by number: the same file each time, a key of its own for each number; no key where it is null. */
export const upload = (lane: number, file: number, key: number | null): Operation => ({
  label: `upload(lane ${lane}, ${key === null ? "no key" : `file ${file}, key ${key}`})`,
  causes: ["upload"],
  async run(service, actor) {
    const image = await (key === null ? service.newFile() : service.spool(file));
    const given = key === null ? undefined : `key ${key}`;
    const ids = await createApplication(actor.parts).acceptUpload(image, recipeOf(lane), never, given);
    if (!actor.died()) service.promise(ids, given, `${lane} ${file}`);
    return ids;
  },
  check: accepted,
});

export const create = (imageId: string, lane: number, key: number | null): Operation => ({
  label: `create(${imageId}, lane ${lane}${key === null ? "" : `, key ${key}`})`,
  causes: ["create"],
  async run(service, actor) {
    const given = key === null ? undefined : `key ${key} ${lane}`;
    const ids = await apiOf(actor.parts, given).tasks.create({ imageId, recipe: recipeOf(lane) });
    if (!actor.died()) service.promise(ids, given === undefined ? given : `${imageId} ${given}`, `${lane}`);
    return ids;
  },
  check: (service, done) => created(service, done, imageId),
});

export const remove = (imageId: string): Operation => ({
  label: `delete(${imageId})`,
  causes: ["delete"],
  run: (_, { parts }) => apiOf(parts).images.delete(imageId),
  check: (_, done) => deleted(done, imageId),
});

export const undo = (imageId: string): Operation => ({
  label: `undo(${imageId})`,
  causes: ["undo"],
  run(service, { parts }) {
    service.undone.add(imageId);
    return apiOf(parts).images.undo(imageId);
  },
  check: (_, done) => undone(done, imageId),
  checkAmong: (done, causes) => won(done, imageId, causes),
});

/** A pass of a process that has just begun, by a clock so many seconds ahead. */
export const recover = (secondsAhead: number): Operation => ({
  label: `recover(in ${secondsAhead} s)`,
  causes: ["recover"],
  secondsAhead,
  run: (_, { parts }) => createPass(parts)(never),
  check: (service, done) => recovered(service, done, secondsAhead > undoSeconds),
});

/** Takes the oldest result and finishes it; answers with it, or with null where none came. */
export const deliver: Operation = {
  label: "deliver",
  causes: ["deliver"],
  async run(service, actor) {
    const taken = await takeOne(service.broker.messaging().results, service.broker.patienceMs);
    if (taken === null) return null;
    const handled = handlerOf(actor.parts)(taken.delivery);
    // The handler of a process that died is never heard of again; its message is anybody's.
    await handled.then(taken.run.resolve, (error: unknown) => (actor.died() ? loseLease(taken) : taken.run.reject(error)));
    await taken.answered;
    await handled;
    return taken.delivery.message;
  },
  check: (_, done) => delivered(done),
};

/** The server's own handler, without its consumer. */
function handlerOf(parts: ServerParts): (delivery: Delivery<ResultMessage>) => Promise<void> {
  let handler: (delivery: Delivery<ResultMessage>) => Promise<void> = async () => undefined;
  const consume = () => (given: typeof handler) => {
    handler = given;
    return { stop: async () => undefined };
  };
  consumeResults({ ...parts, messaging: replaced(parts.messaging, "results.consume", consume) });
  return handler;
}

import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { ResultMessage, TaskMessage, TaskResult } from "@pixpress/contracts";
import type { SpooledImage } from "../../src/application.ts";
import type { ServerParts } from "../../src/parts.ts";
import { replaced } from "../faulty.ts";
import { openWorld, type World } from "../world.ts";
import { type Actor, actorOf, type Fate, type Surroundings } from "./actor.ts";
import type { Broker } from "./broker.ts";
import type { Failure, Hand } from "./hand.ts";
import { type Cause, checkStep, IllegalTransition, type Snapshot } from "./state-machine.ts";
import { Witness } from "./witness.ts";

interface Ids {
  readonly imageId: string;
  readonly taskId: string;
}

/** A decorator of the parts that every process gets: how a test breaks a rule on purpose. */
export type Sabotage = (parts: ServerParts) => ServerParts;

/** In which queue each task is, its answer last; one that is in none, or dead where it waited for a worker, is missing. */
export type Places = ReadonlyMap<string, "tasks" | "smallTasks" | "results">;

/** Long enough to be taken back in a model in which some steps look from a minute ahead. */
export const undoSeconds = 100;

/** Nothing here is about what a power cut leaves, and thousands of steps would wait for a disk. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** The real service, one step at a time: SQLite, disk, and the messaging of a broker. */
export class Service {
  readonly broker: Broker;
  readonly witness = new Witness();
  /** Tasks that workers have in hand. */
  readonly hands: Hand[] = [];
  /** Messages that were taken, and answers that were given, so far: either may come again. */
  readonly taken: TaskMessage[] = [];
  readonly said: TaskResult[] = [];
  /** Images and tasks whose caller had his 202. */
  readonly answered = new Set<string>();
  /** Images that a caller's key may still bring. */
  readonly claimed = new Set<string>();
  /** Images whose deletion somebody undid, answered or not. */
  readonly undone = new Set<string>();
  readonly #world: World;
  readonly #sabotage: Sabotage;
  readonly #known = { images: new Set<string>(), tasks: new Set<string>() };
  readonly #born = new Set<string>();
  readonly #files = new Map<number, SpooledImage>();
  readonly #answers = new Map<string, string>();
  readonly #closing: Promise<void>[] = [];
  #copies = 0;

  private constructor(world: World, broker: Broker, sabotage: Sabotage) {
    [this.#world, this.broker, this.#sabotage] = [world, broker, sabotage];
  }

  static async open(broker: Broker, sabotage: Sabotage = (parts) => parts): Promise<Service> {
    const world = await openWorld({ UNDO_SECONDS: undoSeconds }, broker.messaging(), memory);
    const service = new Service(world, broker, sabotage);
    await service.witness.listen(service.parts);
    return service;
  }

  /** What is there as it is, for whoever only looks. */
  get parts(): ServerParts {
    return { ...this.#world.parts, messaging: this.broker.messaging(), alone: false };
  }

  /** A server process to which the database's clock is so many seconds ahead. */
  actor(fate: Fate | null, turn?: Surroundings["turn"], secondsAhead = 0): Actor {
    const now = () => async () => new Date((await this.#world.parts.database.now()).getTime() + secondsAhead * 1000);
    const parts = { ...this.parts, database: replaced(this.parts.database, "now", now) };
    return actorOf(this.#sabotage(parts), fate, { ...(turn && { turn }), called: (operation, given) => this.#note(operation, given) });
  }

  /** Somebody was answered this. Throws where the same request was answered otherwise under this key. */
  promise({ imageId, taskId }: Ids, key: string | undefined, body: string): void {
    this.answered.add(imageId).add(taskId);
    if (key === undefined) return;
    const answer = `${body}: ${imageId} ${taskId}`;
    const first = this.#answers.get(key) ?? answer;
    if (first !== answer) throw new IllegalTransition(`under one key two requests were answered: ${first}, and ${answer}`);
    this.#answers.set(key, first);
  }

  /** A worker's hand takes its next step; to the last one with `complete`. */
  advance(hand: Hand, content: string): Promise<void> {
    return hand.step(this.parts, content, (result) => this.said.push(result));
  }

  async complete(hand: Hand, content: string): Promise<void> {
    while (hand.stage !== "over") await this.advance(hand, content);
  }

  fail(hand: Hand, failure: Failure): Promise<void> {
    return hand.fail(failure, (result) => this.said.push(result));
  }

  /** A hand that is done with. */
  retire(hand: Hand): void {
    this.#closing.push(hand.close());
  }

  /** The nth of all files as an upload leaves it: the same one each time, in a temporary file of its own. */
  async spool(nth: number): Promise<SpooledImage> {
    const first = this.#files.get(nth) ?? (await this.#world.spool());
    this.#files.set(nth, first);
    const path = `${first.path}-${++this.#copies}`;
    await copyFile(first.path, path);
    return { ...first, path };
  }

  newFile(): Promise<SpooledImage> {
    return this.#world.spool();
  }

  async look(): Promise<Snapshot> {
    const { database } = this.#world.parts;
    const of = async <T>(ids: Iterable<string>, get: (id: string) => Promise<T>) => {
      const rows = await Promise.all([...ids].map(async (id) => [id, await get(id)] as const));
      for (const [id, row] of rows) if (row !== null) this.#born.add(id);
      return new Map(rows.filter(([id]) => this.#born.has(id)));
    };
    return {
      images: await of(this.#known.images, database.images.get),
      tasks: await of(this.#known.tasks, database.tasks.get),
      results: await of(this.#known.tasks, database.results.get),
    };
  }

  /** Where nothing happens by itself; else nobody could say. */
  async places(): Promise<Places> {
    const places = new Map<string, "tasks" | "smallTasks" | "results">();
    if (!this.broker.exact) return places;
    for (const id of this.#known.tasks) {
      for (const name of ["results", "smallTasks", "tasks"] as const) {
        const state = await this.broker.messaging()[name].stateOf(id);
        if (state !== "missing" && (state !== "dead" || name === "results")) places.set(id, name);
      }
    }
    return places;
  }

  /** Looks again, and throws where what it sees cannot have come of what was there. */
  async check(before: Snapshot, causes: Iterable<Cause>): Promise<Snapshot> {
    const after = await this.look();
    checkStep(before, after, new Set(causes), this.answered);
    this.witness.check(after);
    return after;
  }

  async flush(): Promise<void> {
    const allEnded = await this.broker.flush();
    if (!allEnded) return;
    for (const hand of this.hands.splice(0)) this.retire(hand);
    await this.witness.listen(this.parts);
  }

  async close(): Promise<void> {
    await this.witness.close();
    for (const hand of this.hands) this.retire(hand);
    await Promise.all(this.#closing);
    await this.broker.close();
    await this.#world.close();
  }

  #note(operation: string, given: readonly unknown[]): void {
    const ids = given as readonly { readonly id: string }[];
    const [first, second] = ids;
    if (operation === "images.insertWithTask" && first && second) {
      this.#known.images.add(first.id);
      this.#known.tasks.add(second.id);
    }
    if (operation === "tasks.insert" && first) this.#known.tasks.add(first.id);
    if (operation === "idempotencyKeys.claim") this.claimed.add((given[0] as Ids).imageId);
    const message = given[1] as ResultMessage | undefined;
    if (operation === "results.send" && message?.kind === "finished") this.said.push(message);
  }
}

import type { ResultMessage, TaskMessage, TaskResult } from "@pixpress/contracts";
import { newId } from "@pixpress/db/id";
import { HandBack, type Messaging } from "@pixpress/messaging";
import type { ServerParts } from "../../src/parts.ts";
import { resultOf, storeOutput } from "../fake-worker.ts";
import { type Broker, type Task, takeOne, type WorkerLink } from "./broker.ts";

/** How far a worker is with what it has in hand. */
type Stage = "taken" | "started" | "stored" | "answered" | "over";

/** How a run may end without bringing anything. */
export type Failure = "image" | "child" | "surroundings";

/** A worker without an engine that has one task in hand, and does one step of a real one's at a time. */
export class Hand {
  readonly message: TaskMessage;
  stage: Stage = "taken";
  readonly #task: Task | null;
  readonly #link: WorkerLink;
  #result: TaskResult | null = null;

  /** `task` is null where the message is no longer this worker's: it was frozen past its lease, and does not know. */
  constructor(message: TaskMessage, task: Task | null, link: WorkerLink) {
    [this.message, this.#task, this.#link] = [message, task, link];
  }

  /** The oldest task of a lane; null where none comes. */
  static async take(broker: Broker, lane: "tasks" | "smallTasks"): Promise<Hand | null> {
    const link = await broker.link();
    const task = await takeOne(link.messaging[lane], broker.patienceMs);
    if (task === null) await link.close();
    return task === null ? null : new Hand(task.delivery.message, task, link);
  }

  /** The next step of a run that goes well. `content` is what the engine makes. */
  async step(parts: ServerParts, content: string, say: (result: TaskResult) => void): Promise<void> {
    switch (this.stage) {
      case "taken":
        await this.#tell({ kind: "started", ...about(this.message) });
        this.stage = "started";
        break;
      case "started":
        this.#result = resultOf(this.message, [await storeOutput(parts, this.message, content)]);
        this.stage = "stored";
        break;
      case "stored":
        await this.#answer(this.#result ?? resultOf(this.message, [], "not_an_image"), say);
        break;
      case "answered":
        await this.#end((run) => run.resolve());
        break;
      case "over":
        break;
    }
  }

  async fail(failure: Failure, say: (result: TaskResult) => void): Promise<void> {
    if (failure === "image") {
      await this.#answer(resultOf(this.message, [], "not_an_image"), say);
      await this.#end((run) => run.resolve());
    } else if (failure === "child") {
      await this.#tell({ kind: "attempt_failed", ...about(this.message), reason: "out_of_memory", message: "It grew too large." });
      await this.#end((run) => run.reject(new Error("the child died")));
    } else {
      await this.#end((run) => run.reject(new HandBack(20)));
    }
  }

  /** SIGKILL: whatever it has not done by now it never does. */
  async die(): Promise<void> {
    this.stage = "over";
    if (this.#task !== null) await this.#link.die(this.#task);
  }

  /** Its process and its queue ended at once: nobody hears any more. */
  vanish(): void {
    this.#task?.run.resolve();
    this.stage = "over";
  }

  async close(): Promise<void> {
    this.vanish();
    await this.#link.close();
  }

  get #results(): Messaging["results"] {
    return this.#link.messaging.results;
  }

  async #tell(news: ResultMessage): Promise<void> {
    await this.#results.send(`${this.message.taskId}-${newId()}`, news);
  }

  async #answer(result: TaskResult, say: (result: TaskResult) => void): Promise<void> {
    await this.#results.send(result.taskId, result);
    say(result);
    this.stage = "answered";
  }

  async #end(settle: (run: PromiseWithResolvers<void>) => void): Promise<void> {
    this.stage = "over";
    if (this.#task === null) return;
    settle(this.#task.run);
    await this.#task.answered;
  }
}

const about = ({ taskId, imageId }: TaskMessage) => ({ version: 1 as const, taskId, imageId, at: new Date().toISOString() });

import type { Event } from "@pixpress/contracts";
import { pino } from "pino";
import { asStored } from "../../src/addresses.ts";
import { createEventHub, type EventHub } from "../../src/events/event-hub.ts";
import { watchTasks } from "../../src/events/watch-tasks.ts";
import type { ServerParts } from "../../src/parts.ts";
import { presentTask } from "../../src/tasks/present-task.ts";
import { IllegalTransition, type Snapshot } from "./state-machine.ts";

/** Who listens: to the feeds as they are, and as a caller does, whose stream breaks with its server and begins anew where it ended. */
export class Witness {
  /** By task, the status of the newest revision its caller was told. */
  readonly told = new Map<string, { readonly revision: number; readonly status: string }>();
  /** Images a caller was told to fetch anew. */
  readonly restored = new Set<string>();
  /** Tasks whose success was published. */
  readonly succeeded = new Set<string>();
  readonly #heard = new Map<string, string>();
  readonly #problems: string[] = [];
  #hub: EventHub | null = null;
  #reading: Promise<void> = Promise.resolve();
  #lastEventId: string | undefined;

  async listen(parts: ServerParts): Promise<void> {
    await this.close();
    const { messaging } = parts;
    await messaging.events.subscribe({ message: (event) => this.#hear(event), gap: () => undefined });
    await messaging.successes.subscribe({ message: ({ taskId }) => this.succeeded.add(taskId), gap: () => undefined });
    this.#hub = createEventHub(messaging.events, pino({ level: "silent" }));
    await this.#hub.start();
    this.#reading = this.#read(parts, this.#hub);
  }

  async close(): Promise<void> {
    await this.#hub?.stop();
    await this.#reading;
  }

  /** Throws where an event contradicts another, or the rows. */
  check({ tasks, images }: Snapshot): void {
    for (const row of tasks.values()) {
      const heard = row === null ? undefined : this.#heard.get(`${row.id} ${row.revision}`);
      if (row === null || heard === undefined) continue;
      const shown = JSON.stringify(presentTask(row, images.get(row.imageId)?.bytes ?? null, asStored));
      if (heard !== shown) this.#problems.push(`task ${row.id} is not what its event of revision ${row.revision} said`);
    }
    const [problem] = this.#problems;
    if (problem !== undefined) throw new IllegalTransition(problem);
  }

  #hear(event: Event): void {
    if (event.kind !== "task.changed") return;
    const id = `${event.task.id} ${event.task.revision}`;
    const shown = JSON.stringify(event.task);
    if ((this.#heard.get(id) ?? shown) !== shown) this.#problems.push(`two events of one revision differ: ${id}`);
    this.#heard.set(id, shown);
  }

  async #read(parts: ServerParts, hub: EventHub): Promise<void> {
    const from = this.#lastEventId === undefined ? {} : { lastEventId: this.#lastEventId };
    const watching = { from, address: asStored, signal: new AbortController().signal };
    const toldHere = new Map<string, number>();
    try {
      for await (const event of watchTasks(parts, hub, watching)) {
        this.#lastEventId = event.changedAt;
        if (event.kind === "image.restored") this.restored.add(event.imageId);
        if (event.kind !== "task.changed") continue;
        const { id, revision, status } = event.task;
        if (revision <= (toldHere.get(id) ?? -1)) this.#problems.push(`task ${id} was told of revision ${revision} again`);
        toldHere.set(id, revision);
        if (revision >= (this.told.get(id)?.revision ?? -1)) this.told.set(id, { revision, status });
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === "AbortError")) this.#problems.push(`the stream broke: ${String(error)}`);
    }
  }
}

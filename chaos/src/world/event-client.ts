import { setTimeout as pause } from "node:timers/promises";
import type { Event, Task, TasksPage } from "@pixpress/contracts";
import type { EventFact } from "../check/snapshot.ts";

const againMs = 200;

/**
 * A page that stays open all the time: it listens to one server, goes to the next with its last event's id where the stream breaks, and
 * fetches the list anew where it is told to. Keeps all it was told.
 */
export class EventClient {
  readonly told: EventFact[] = [];
  readonly #ended = new Set<string>();
  readonly #servers: readonly string[];
  readonly #stop = new AbortController();
  #lastEventId: string | undefined;

  constructor(servers: readonly string[]) {
    this.#servers = servers;
    void this.#listen();
  }

  /** Whether it was told of this task's end. */
  knowsEnd(taskId: string): boolean {
    return this.#ended.has(taskId);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #listen(): Promise<void> {
    for (let turn = 0; !this.#stop.signal.aborted; turn += 1) {
      const server = this.#servers[turn % this.#servers.length] ?? "";
      await this.#read(server).catch(() => undefined);
      await pause(againMs);
    }
  }

  async #read(server: string): Promise<void> {
    const headers = { accept: "text/event-stream", ...(this.#lastEventId !== undefined && { "last-event-id": this.#lastEventId }) };
    const response = await fetch(`${server}/trpc/tasks.watch`, { headers, signal: this.#stop.signal });
    if (!response.ok || response.body === null) return;
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = `${text}${chunk}`.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) await this.#hear(part, server);
    }
  }

  async #hear(part: string, server: string): Promise<void> {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(part)?.[1];
    const [id, data] = [field("id"), field("data")];
    if (id === undefined || data === undefined) return;
    const event = JSON.parse(data) as Event;
    if (event.kind === "task.changed") this.#note(event.task);
    // The stream breaks where the list cannot be had, and begins again from before the reset.
    if (event.kind === "reset") await this.#fetchAll(server);
    this.#lastEventId = id;
  }

  async #fetchAll(server: string): Promise<void> {
    let cursor: string | null = null;
    do {
      const input: string = JSON.stringify({ limit: 500, ...(cursor !== null && { cursor }) });
      const response = await fetch(`${server}/trpc/tasks.list?input=${encodeURIComponent(input)}`);
      if (!response.ok) throw new Error(`the list was answered with ${response.status}`);
      const { result } = (await response.json()) as { result: { data: TasksPage } };
      for (const task of result.data.items) this.#note(task);
      cursor = result.data.nextCursor;
    } while (cursor !== null);
  }

  #note({ id, revision, status, outputs }: Task): void {
    // The address's origin is that of the server asked; what follows names the file.
    const paths = outputs.map(({ url }) => new URL(url).pathname);
    this.told.push({ taskId: id, revision, status, outputs: paths });
    if (status !== "pending") this.#ended.add(id);
  }
}

import { setTimeout as wait } from "node:timers/promises";
import type { AcceptedUpload, Event, Image, Task } from "@pixpress/contracts";
import { uploadImage } from "@pixpress/contracts/upload-image";

/** Uploads bytes under a name. */
export function upload(url: string, bytes: Uint8Array, name: string): Promise<AcceptedUpload> {
  // A test that ends the server wants to see that.
  return uploadImage(url, new File([new Uint8Array(bytes)], name), undefined, { retries: 0 });
}

/** The answer's JSON; throws where the status is not a success. */
export async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** The task once it is final; throws where that takes longer than `seconds`. */
export async function finished(url: string, taskId: string, seconds = 60): Promise<Task> {
  const last = Date.now() + seconds * 1000;
  for (;;) {
    const task = await get<Task>(`${url}/tasks/${taskId}`);
    if (task.status !== "pending") return task;
    if (Date.now() > last) throw new Error(`task ${taskId} is still pending after ${seconds} s`);
    await wait(50);
  }
}

export const imageOf = (url: string, imageId: string) => get<Image>(`${url}/images/${imageId}`);

/** A reader of `tasks.watch` over HTTP, as a browser's `EventSource` is one: it names the last event's id in a header. */
export class EventReader {
  readonly events: { readonly id: string; readonly event: Event }[] = [];
  readonly #stop = new AbortController();
  /** True where the connection broke off, as opposed to ended. */
  readonly broken: Promise<boolean>;
  text = "";

  constructor(url: string, lastEventId?: string) {
    const headers = { accept: "text/event-stream", ...(lastEventId !== undefined && { "last-event-id": lastEventId }) };
    const read = async () => {
      const response = await fetch(`${url}/trpc/tasks.watch`, { headers, signal: this.#stop.signal });
      for await (const chunk of response.body ?? []) this.#take(Buffer.from(chunk).toString());
    };
    this.broken = read().then(
      () => false,
      () => true,
    );
  }

  close(): void {
    this.#stop.abort();
  }

  #take(chunk: string): void {
    this.text += chunk;
    this.events.length = 0;
    // The last part may not be whole yet.
    for (const part of this.text.split("\n\n").slice(0, -1)) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(part)?.[1];
      const [id, data] = [field("id"), field("data")];
      if (id !== undefined && data !== undefined) this.events.push({ id, event: JSON.parse(data) as Event });
    }
  }
}

import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { Event, RecipeInput } from "@pixpress/contracts";
import { uploadImage } from "@pixpress/contracts/upload-image";

/** What the client is told to do: upload these files and wait until all are completed. */
export interface Journey {
  readonly url: string;
  readonly files: readonly string[];
  readonly recipe: RecipeInput;
  /** Three by default, as the page does. */
  readonly uploadsAtOnce?: number;
}

process.on("message", (journey: Journey) => {
  void follow(journey).then(() => process.send?.("done"));
});
process.once("disconnect", () => process.exit());

/** Does as the page does: listens to the events, uploads a few files at a time, and is done when each task is told to be completed. */
async function follow({ url, files, recipe, uploadsAtOnce = 3 }: Journey): Promise<void> {
  const listening = new AbortController();
  const events = await readEvents(url, listening.signal);
  const queue = files.values();
  const open = new Set<string>();
  const done = new Set<string>();
  const upload = async () => {
    for (const path of queue) open.add((await uploadImage(url, new File([await openAsBlob(path)], basename(path)), recipe)).taskId);
  };
  const uploads = Promise.all(Array.from({ length: uploadsAtOnce }, upload));
  // A task may be told to be done before its upload's answer is read.
  for await (const event of events) {
    if (event.kind !== "task.changed" || event.task.status === "pending") continue;
    if (event.task.status !== "completed") throw new Error(`task ${event.task.id} ended ${event.task.status}`);
    done.add(event.task.id);
    if (done.size >= files.length) await uploads;
    if (open.size === files.length && [...open].every((id) => done.has(id))) break;
  }
  listening.abort();
}

/** The live events, from now on. */
async function readEvents(url: string, signal: AbortSignal): Promise<AsyncIterable<Event>> {
  const response = await fetch(`${url}/trpc/tasks.watch?input=%7B%7D`, { headers: { accept: "text/event-stream" }, signal });
  if (response.body === null || !response.ok) throw new Error(`the events were answered with ${response.status}`);
  return parse(response.body.pipeThrough(new TextDecoderStream()));
}

async function* parse(chunks: AsyncIterable<string>): AsyncGenerator<Event> {
  let text = "";
  for await (const chunk of chunks) {
    const lines = `${text}${chunk}`.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith('data: {"kind"')) yield JSON.parse(line.slice("data: ".length)) as Event;
  }
}

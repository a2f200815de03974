import { EventEmitter, on } from "node:events";
import { type Context, type Event, Fault, type Image, type Task } from "@pixpress/contracts";

/** What a test's server knows, open to the test. */
export class ServerState {
  readonly tasks = new Map<string, Task>();
  readonly images = new Map<string, Image>();
  /** Streams of events that are open. */
  watchers = 0;
  readonly #feed = new EventEmitter();

  tell(event: Event): void {
    this.#feed.emit("event", event);
  }

  async *watch(signal: AbortSignal): AsyncIterable<Event> {
    this.watchers += 1;
    try {
      for await (const [event] of on(this.#feed, "event", { signal })) yield event as Event;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.watchers -= 1;
    }
  }
}

/** The driving port over plain maps. */
export function contextOf(state: ServerState, maxUploadBytes: number): Context {
  const found = <T>(rows: Map<string, T>, id: string): T => {
    const row = rows.get(id);
    if (row === undefined) throw new Fault("not_found", "There is no such row.");
    return row;
  };
  const absent = () => Promise.reject(new Fault("not_found", "Not part of this test."));
  return {
    requestId: "test",
    images: {
      list: async () => ({ items: [...state.images.values()], nextCursor: null }),
      get: async (id) => found(state.images, id),
      delete: absent,
      undo: absent,
    },
    tasks: {
      list: async () => ({ items: [...state.tasks.values()], nextCursor: null }),
      get: async (id) => found(state.tasks, id),
      create: absent,
      watch: (_from, signal) => state.watch(signal),
    },
    meta: () => ({
      name: "pixpress",
      version: "0.0.0",
      limits: { maxUploadBytes, maxPixels: 1_000_000, maxFrames: 10, maxSide: 1000 },
      inputFormats: ["jpeg", "png"],
      outputFormats: ["jpeg", "png"],
      recipeFormats: ["original"],
      qualityPresets: ["balanced"],
      undoSeconds: 30,
    }),
    toFault: () => null,
  };
}

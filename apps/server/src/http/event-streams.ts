import type { ServerResponse } from "node:http";

/** The live event streams. A stop breaks them off: an ended one would tell its client that there is nothing more to come. */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();

  get size(): number {
    return this.#open.size;
  }

  add(response: ServerResponse): void {
    this.#open.add(response);
    response.once("close", () => this.#open.delete(response));
  }

  breakOff(): void {
    for (const response of this.#open) response.destroy();
  }
}

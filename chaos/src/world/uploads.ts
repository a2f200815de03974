import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { AcceptedUpload, RecipeInput } from "@pixpress/contracts";
import type { Answer, Expected, Upload } from "../check/snapshot.ts";

/** One upload's record while it is being written; the check reads it as an `Upload`. */
export interface Uploading extends Upload {
  expected: Expected;
  accepted: AcceptedUpload[];
  acceptedAt: number | null;
  answers: Answer[];
}

export interface UploadWish {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly recipe?: RecipeInput;
  readonly expected?: Expected;
  /** Which server to ask at the nth try. */
  readonly server?: (tries: number) => string;
}

interface Question {
  readonly asked: string;
  readonly path: string;
  readonly method: string;
  readonly right: readonly number[];
  readonly again?: readonly number[];
}

/** The longest one try may take before its client gives up: longer than any answer may. */
const tryMs = 90_000;
/** Between two tries that met no server at all. */
const unreachableMs = 250;

/** The clients: each sends its image under one key until it is answered 202, and keeps what it was answered. */
export class Uploads {
  readonly all: Uploading[] = [];
  readonly #servers: readonly string[];
  readonly #patienceSeconds: number;
  readonly #giveUp: AbortSignal;

  /** `patienceSeconds` is the longest a `Retry-After` is obeyed; after `giveUp` nothing is tried again. */
  constructor(servers: readonly string[], patienceSeconds: number, giveUp: AbortSignal) {
    this.#servers = servers;
    this.#patienceSeconds = patienceSeconds;
    this.#giveUp = giveUp;
  }

  /** Resolves once it is answered 202, or given up. */
  async send({ name, bytes, recipe, expected = { end: "completed" }, server }: UploadWish): Promise<Uploading> {
    const upload: Uploading = { name, expected, accepted: [], acceptedAt: null, answers: [] };
    this.all.push(upload);
    const key = randomUUID();
    const first = this.all.length;
    for (let tries = 0; upload.acceptedAt === null && !this.#giveUp.aborted; tries += 1) {
      const url = server?.(tries) ?? this.#servers[(first + tries) % this.#servers.length] ?? "";
      const waitMs = await this.#try(upload, url, key, bytes, recipe);
      if (waitMs > 0) await pause(waitMs, undefined, { signal: this.#giveUp }).catch(() => undefined);
    }
    return upload;
  }

  /**
   * Asks something about an image until it is answered with one of the statuses that are right; answers with it, or null. `again` are right from
   * the second try on, for what was answered 503, or not at all, may have been done.
   */
  async ask(upload: Uploading, { asked, path, method, right, again = [] }: Question): Promise<number | null> {
    for (let tries = 0; !this.#giveUp.aborted; tries += 1) {
      const url = this.#servers[tries % this.#servers.length] ?? "";
      const answer = await request(`${url}${path}`, { method });
      if (answer === null) {
        await pause(unreachableMs);
        continue;
      }
      upload.answers.push({
        asked,
        status: answer.status,
        retryAfter: answer.retryAfter,
        right: tries === 0 ? right : [...right, ...again],
      });
      if (answer.status !== 429 && answer.status !== 503) return answer.status;
      await pause(this.#waitMs(answer.retryAfter));
    }
    return null;
  }

  /** One try; answers with the pause before the next. */
  async #try(upload: Uploading, url: string, key: string, bytes: Uint8Array, recipe: RecipeInput | undefined): Promise<number> {
    const form = new FormData();
    if (recipe !== undefined) form.append("recipe", JSON.stringify(recipe));
    form.append("image", new File([new Uint8Array(bytes)], upload.name));
    const answer = await request(`${url}/images/upload`, { method: "POST", body: form, headers: { "idempotency-key": key } });
    if (answer === null) return unreachableMs;
    const { status, retryAfter, body } = answer;
    upload.answers.push({ asked: "the upload", status, retryAfter, right: [202] });
    if (status !== 202) return this.#waitMs(retryAfter);
    const { taskId, imageId } = JSON.parse(body) as AcceptedUpload;
    upload.accepted.push({ taskId, imageId });
    upload.acceptedAt = Date.now();
    return 0;
  }

  #waitMs(retryAfter: string | null): number {
    return Math.min(this.#patienceSeconds, Number(retryAfter ?? 1)) * 1000;
  }
}

/** Null where no whole answer came. */
async function request(url: string, init: RequestInit): Promise<{ status: number; retryAfter: string | null; body: string } | null> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(tryMs) });
    return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.text() };
  } catch {
    return null;
  }
}

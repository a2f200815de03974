import type { RecipeInput } from "./recipe.ts";
import type { AcceptedUpload } from "./task.ts";
import { mayHeal, newIdempotencyKey, pause, retryDelay } from "./upload-retry.ts";

/** A refused or failed upload. `status` is 0 where no answer came. */
export class UploadError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly requestId: string | null;
  /** Seconds after which a retry makes sense; null where the server named none. */
  readonly retryAfterSeconds: number | null;

  constructor(
    message: string,
    answer: { status: number; reason: string; requestId?: string; retryAfterSeconds?: number | null },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "UploadError";
    this.status = answer.status;
    this.reason = answer.reason;
    this.requestId = answer.requestId ?? null;
    this.retryAfterSeconds = answer.retryAfterSeconds ?? null;
  }
}

/** Sends the form and answers with status, body text and `Retry-After`. A browser passes one that reports progress. */
export type UploadTransport = (request: { url: string; form: FormData; headers: Record<string, string>; signal?: AbortSignal }) => Promise<{
  status: number;
  text: string;
  retryAfter: string | null;
}>;

export interface UploadOptions {
  /** An `ACCESS_TOKEN`, where the server wants one. */
  readonly token?: string;
  readonly signal?: AbortSignal;
  readonly transport?: UploadTransport;
  /** Names this upload: sent again under the same key, it happens once. One of its own by default. */
  readonly idempotencyKey?: string;
  /** How often it is sent again where no answer came or the server was busy (429, 503); 5 by default. */
  readonly retries?: number;
}

/**
 * Uploads one image to `POST <baseUrl>/images/upload` and answers as soon as the server has accepted it.
 * It is sent again, under one `Idempotency-Key`, where no answer came or the server was busy, after what `Retry-After` says or a growing pause.
 * Throws an `UploadError` on every other refusal, and when the retries are used up; the signal's reason where that aborts.
 */
export async function uploadImage(baseUrl: string, file: File, recipe?: RecipeInput, options: UploadOptions = {}): Promise<AcceptedUpload> {
  const { idempotencyKey = newIdempotencyKey(), retries = 5, signal } = options;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(baseUrl, file, recipe, { ...options, idempotencyKey });
    } catch (error) {
      const again = error instanceof UploadError && mayHeal(error) && tries <= retries;
      if (!again) throw error;
      await pause(retryDelay(tries, error, Math.random()), signal);
    }
  }
}

async function send(
  baseUrl: string,
  file: File,
  recipe: RecipeInput | undefined,
  { token, signal, transport = byFetch, idempotencyKey }: UploadOptions & { readonly idempotencyKey: string },
): Promise<AcceptedUpload> {
  const form = new FormData();
  if (recipe !== undefined) form.append("recipe", JSON.stringify(recipe));
  form.append("image", file, file.name);
  const url = `${baseUrl.replace(/\/$/, "")}/images/upload`;
  const headers = { "idempotency-key": idempotencyKey, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const answer = await transport({ url, form, headers, ...(signal && { signal }) });
  const body = parse(answer.text);
  if (answer.status === 202 && typeof body["taskId"] === "string" && typeof body["imageId"] === "string") {
    return { taskId: body["taskId"], imageId: body["imageId"] };
  }
  const seconds = Number(answer.retryAfter ?? Number.NaN);
  throw new UploadError(text(body["error"]) ?? `The server answered ${answer.status}.`, {
    status: answer.status,
    reason: text(body["reason"]) ?? "unknown",
    requestId: text(body["requestId"]) ?? "",
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  });
}

const byFetch: UploadTransport = async ({ url, form, headers, signal }) => {
  try {
    const response = await fetch(url, { method: "POST", body: form, headers, signal: signal ?? null });
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get("retry-after") };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UploadError("The server could not be reached.", { status: 0, reason: "unreachable" }, { cause });
  }
};

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

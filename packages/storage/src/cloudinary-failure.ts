import { StorageError, type StorageFailure } from "./storage-error.ts";
import { systemFailure } from "./system-failure.ts";

/** An answer of Cloudinary's that is no success. */
export class CloudinaryRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(`${status}: ${message}`);
    this.name = "CloudinaryRefusal";
    this.status = status;
  }
}

/** A file's bytes or pixels are over the limit of the account's plan; Cloudinary says so in words, with a 400. */
const sizeRefusal = /file size too large|too large|megapixels|maximum image size/i;

/**
 * What the SDK, fetch or a socket threw, as a `StorageError`. The cause is made anew: the SDK's errors carry the request with
 * the account's secret in it.
 */
export function cloudinaryError(operation: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const { status, message } = detailOf(error);
  if (status === null) return new StorageError(operation, systemFailure(error), new Error(message));
  return new StorageError(operation, failureOf(status, message), new CloudinaryRefusal(status, message));
}

function failureOf(status: number, message: string): StorageFailure {
  if (status === 404) return "not_found";
  if (status === 413 || (status === 400 && sizeRefusal.test(message))) return "too_large";
  // 499 is the SDK's own number for a request that timed out, 420 Cloudinary's for a limit of calls.
  if (status >= 500 || [408, 420, 429, 499].includes(status)) return "unavailable";
  return "denied";
}

/** The SDK rejects with an error, or with an object that holds one, or with one whose message is an error again. */
function detailOf(thrown: unknown): { status: number | null; message: string } {
  if (thrown instanceof CloudinaryRefusal) return { status: thrown.status, message: thrown.message };
  if (typeof thrown !== "object" || thrown === null) return { status: null, message: String(thrown) };
  if ("error" in thrown && typeof thrown.error === "object") return detailOf(thrown.error);
  const status = "http_code" in thrown && typeof thrown.http_code === "number" ? thrown.http_code : null;
  const message = "message" in thrown ? thrown.message : "unknown";
  if (message instanceof Error) return { status: null, message: message.message };
  // An answer that was cut off is no JSON, whatever its status said.
  if (status !== null && status < 300) return { status: null, message: String(message) };
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? ` (${thrown.cause.message})` : "";
  return { status, message: `${String(message)}${cause}` };
}

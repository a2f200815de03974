/**
 * Every reason a caller can be told, with the tRPC code that carries it. The code decides the HTTP status,
 * so that both faces answer alike. Names are stable: programs branch on them.
 */
export const reasons = {
  invalid_input: "BAD_REQUEST",
  invalid_multipart: "BAD_REQUEST",
  missing_file: "BAD_REQUEST",
  too_many_files: "BAD_REQUEST",
  unexpected_field: "BAD_REQUEST",
  invalid_recipe: "BAD_REQUEST",
  unauthorized: "UNAUTHORIZED",
  not_found: "NOT_FOUND",
  method_not_allowed: "METHOD_NOT_SUPPORTED",
  undo_too_late: "CONFLICT",
  too_large: "PAYLOAD_TOO_LARGE",
  unsupported_media: "UNSUPPORTED_MEDIA_TYPE",
  not_an_image: "UNPROCESSABLE_CONTENT",
  idempotency_key_reused: "UNPROCESSABLE_CONTENT",
  senseless_recipe: "UNPROCESSABLE_CONTENT",
  too_many_pixels: "UNPROCESSABLE_CONTENT",
  rate_limited: "TOO_MANY_REQUESTS",
  backlog_full: "TOO_MANY_REQUESTS",
  storage_full: "SERVICE_UNAVAILABLE",
  storage_unavailable: "SERVICE_UNAVAILABLE",
  database_unavailable: "SERVICE_UNAVAILABLE",
  messaging_unavailable: "SERVICE_UNAVAILABLE",
  stopping: "SERVICE_UNAVAILABLE",
  client_timeout: "TIMEOUT",
  internal: "INTERNAL_SERVER_ERROR",
} as const;

export type Reason = keyof typeof reasons;
export type FaultCode = (typeof reasons)[Reason];

interface FaultOptions extends ErrorOptions {
  readonly retryAfterSeconds?: number;
}

/** An error the caller can act on: a sentence for a person, a reason for a program. */
export class Fault extends Error {
  readonly reason: Reason;
  readonly code: FaultCode;
  /** When it makes sense to try again, where that was reckoned for this very refusal. */
  readonly retryAfterSeconds: number | undefined;

  constructor(reason: Reason, message: string, options?: FaultOptions) {
    super(message, options);
    this.name = "Fault";
    this.reason = reason;
    this.code = reasons[reason];
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

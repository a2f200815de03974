import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import * as z from "zod";
import { Fault, type Reason } from "./fault.ts";

/** What a caller is told of an error, on both faces alike. `expected` is false for a bug: log it with its stack. */
export interface ErrorDescription {
  readonly status: number;
  readonly reason: Reason;
  readonly message: string;
  readonly expected: boolean;
  /** Where the refusal itself says when to come again. */
  readonly retryAfterSeconds?: number;
}

const byCode: Partial<Record<TRPCError["code"], Reason>> = {
  NOT_FOUND: "not_found",
  METHOD_NOT_SUPPORTED: "method_not_allowed",
  UNSUPPORTED_MEDIA_TYPE: "unsupported_media",
  PAYLOAD_TOO_LARGE: "too_large",
  BAD_REQUEST: "invalid_input",
  PARSE_ERROR: "invalid_input",
};

const internal = { status: 500, reason: "internal", message: "Something went wrong here.", expected: false } as const;

/** Maps an error that left a procedure (or a `Fault` from a plain route) to its status, reason and sentence. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof Fault) return describeError(new TRPCError({ code: error.code, cause: error }));
  if (!(error instanceof TRPCError)) return internal;
  const status = getHTTPStatusCodeFromError(error);
  if (error.cause instanceof Fault) {
    const { reason, message, retryAfterSeconds } = error.cause;
    return { status, reason, message, expected: true, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  }
  if (error.cause instanceof z.ZodError) {
    return { status, reason: "invalid_input", message: sentenceOf(error.cause), expected: true };
  }
  const reason = byCode[error.code];
  return reason === undefined ? internal : { status, reason, message: error.message, expected: true };
}

/** The first thing wrong with an input, named by its path. */
export function sentenceOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "The input is not valid.";
  const path = issue.path.join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}

import { UploadError } from "@pixpress/contracts/upload-image";
import { TRPCClientError } from "@trpc/client";
import { RequestError } from "../api/request-json.ts";

/** What a person is told of an error, and what may be done about it. */
export interface Problem {
  readonly sentence: string;
  /** The contract's stable word, `unreachable` where no answer came. */
  readonly reason: string;
  readonly status: number;
  /** True where the same request may succeed a little later without anybody's doing. */
  readonly mayHeal: boolean;
  readonly retryAfterSeconds: number | null;
}

/** Reads any error of a call: the server's own sentence where it sent one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof UploadError) return problem(error.message, error.status, error.reason, error.retryAfterSeconds);
  if (error instanceof RequestError) return problem(error.message, error.status, error.reason);
  if (error instanceof TRPCClientError) return problemOfCall(error);
  return problem("Something went wrong on this page.", 500, "internal");
}

/** A proxy, or a hook before tRPC, answers in a shape of its own: then only the HTTP status is left. */
function problemOfCall(error: TRPCClientError<never>): Problem {
  const data = error.data as { httpStatus: number; reason: string } | null | undefined;
  if (data) return problem(error.message, data.httpStatus, data.reason);
  const response: unknown = error.meta?.["response"];
  const status = response instanceof Response ? response.status : 0;
  return problem(`The server answered ${status}.`, status, status === 401 ? "unauthorized" : "unknown");
}

function problem(told: string, status: number, reason: string, retryAfterSeconds: number | null = null): Problem {
  const mayHeal = [0, 429, 502, 503, 504].includes(status);
  if (status === 0)
    return {
      sentence: "The server could not be reached. Check that it is running.",
      reason: "unreachable",
      status,
      mayHeal,
      retryAfterSeconds,
    };
  return { sentence: told, reason, status, mayHeal, retryAfterSeconds };
}

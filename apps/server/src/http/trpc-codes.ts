import type { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";

const codes: Record<number, keyof typeof TRPC_ERROR_CODES_BY_KEY> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  404: "NOT_FOUND",
  408: "TIMEOUT",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

/** tRPC's name for a status. */
export const codeOf = (status: number): keyof typeof TRPC_ERROR_CODES_BY_KEY => codes[status] ?? "INTERNAL_SERVER_ERROR";

import { appRouter, type ErrorDescription, type Event } from "@pixpress/contracts";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { codeOf } from "./trpc-codes.ts";

const { ping, client } = appRouter._def._config.sse ?? {};

/** How often a stream that has nothing to tell says so. */
export const pingMilliseconds = ping?.intervalMs ?? 15_000;

// What a stream says, in the words of tRPC's client.
export const connectedFrame = Buffer.from(`event: connected\ndata: ${JSON.stringify(client ?? {})}\n\n`);
export const pingFrame = Buffer.from("event: ping\ndata: \n\n");
export const returnFrame = Buffer.from("event: return\ndata: \n\n");

/** The error as the client is told it: it asks again where that may help. */
export function errorFrame({ status, reason, message, retryAfterSeconds }: ErrorDescription, requestId: string): Buffer {
  const code = codeOf(status);
  const data = { code, httpStatus: status, path: "tasks.watch", reason, retryAfterSeconds, requestId };
  return Buffer.from(`event: serialized-error\ndata: ${JSON.stringify({ message, code: TRPC_ERROR_CODES_BY_KEY[code], data })}\n\n`);
}

const frames = new WeakMap<Event, Buffer>();

/** An event and its id, written once for all who are told this very object. */
export function eventFrame(id: string, event: Event): Buffer {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const frame = Buffer.from(`data: ${JSON.stringify(event)}\nid: ${id}\n\n`);
  frames.set(event, frame);
  return frame;
}

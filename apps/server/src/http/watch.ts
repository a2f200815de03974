import { Readable } from "node:stream";
import { createCaller, type Event, Fault } from "@pixpress/contracts";
import { isTrackedEnvelope } from "@trpc/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { connectedFrame, errorFrame, eventFrame, pingFrame, pingMilliseconds, returnFrame } from "./event-frames.ts";
import { describe } from "./problem.ts";
import { contextOf, type Wire } from "./wire.ts";

/** Bytes that may wait for a reader before it is told no more for now. */
const highWaterMark = 64 * 1024;

/**
 * `tasks.watch` as tRPC's client reads it. The procedure is the router's; the stream is our own, because tRPC's writes each event
 * anew for every reader and passes it through one stream after another.
 */
export function watchRoute(scope: FastifyInstance, wire: Wire): void {
  scope.get("/trpc/tasks.watch", { exposeHeadRoute: false }, (request, reply) => {
    const leaving = new AbortController();
    reply.raw.once("close", () => leaving.abort());
    return reply
      .header("content-type", "text/event-stream")
      .header("cache-control", "no-cache, no-transform")
      .header("x-accel-buffering", "no")
      .send(eventStream(wire, request, leaving.signal));
  });
}

/** Bytes of the stream; they end when the signal aborts. */
function eventStream(wire: Wire, request: FastifyRequest, signal: AbortSignal): Readable {
  let taken: () => void = () => undefined;
  const stream = new Readable({ highWaterMark, read: () => taken() });
  const pinging = setInterval(() => stream.push(pingFrame), pingMilliseconds);
  signal.addEventListener("abort", () => taken(), { once: true });

  async function tell(): Promise<void> {
    stream.push(connectedFrame);
    const events = await createCaller(contextOf(wire, request), { signal }).tasks.watch(inputOf(request));
    for await (const told of events) {
      if (!isTrackedEnvelope<Event>(told) || stream.push(eventFrame(told[0], told[1])) || signal.aborted) continue;
      await new Promise<void>((resolve) => {
        taken = resolve;
      });
    }
    stream.push(returnFrame);
  }

  void tell()
    .catch((error: unknown) => {
      // A stream that a stop breaks off must not end in order: its client would not come again.
      if (error instanceof DOMException && error.name === "AbortError") return void stream.destroy(error);
      stream.push(errorFrame(describe(wire, error, request), request.id));
    })
    .then(() => {
      clearInterval(pinging);
      stream.push(null);
    });
  return stream;
}

/** As tRPC reads it: JSON in `input`, and the last event that was seen by a header or a parameter of its own. */
function inputOf(request: FastifyRequest): { lastEventId?: string } {
  const query = request.query as Record<string, string | undefined>;
  const { "last-event-id": header } = request.headers;
  const lastEventId = header?.toString() ?? query["lastEventId"] ?? query["Last-Event-Id"];
  const input = parsed(query["input"] ?? "{}");
  return lastEventId === undefined || lastEventId === "" ? input : { ...input, lastEventId };
}

function parsed(text: string): { lastEventId?: string } {
  try {
    return JSON.parse(text) as { lastEventId?: string };
  } catch (cause) {
    throw new Fault("invalid_input", "The input is not JSON.", { cause });
  }
}

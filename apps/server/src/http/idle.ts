import { Fault } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";
import { describe, sendProblem } from "./problem.ts";
import type { Wire } from "./wire.ts";

const silent = new Fault("client_timeout", "Nothing more came; the request was given up.");

/**
 * Ends a request whose body stops coming for `IDLE_SECONDS`, and an answer that nobody takes for as long. A slow body that moves goes
 * on, and so does the wait for an answer: the silence counts only while it is the client's turn.
 */
export function endSilentRequests(app: FastifyInstance, wire: Wire): void {
  const idleMs = wire.parts.config.IDLE_SECONDS * 1000;
  app.addHook("onRequest", async (request, reply) => {
    const { raw } = request;
    const { "content-length": length = "0", "transfer-encoding": encoding } = raw.headers;
    if (length === "0" && encoding === undefined) return;
    const { socket } = raw;
    socket.setTimeout(idleMs);
    raw.once("end", () => socket.setTimeout(0));
    // With a listener here Node leaves the connection to us.
    reply.raw.on("timeout", () => {
      if (!raw.complete) sendProblem(describe(wire, silent, request), request, reply);
    });
  });
  app.addHook("onSend", async (request, reply, payload) => {
    if (!isStream(payload) || reply.getHeader("content-type") === "text/event-stream") return payload;
    const { socket } = request.raw;
    socket.setTimeout(idleMs);
    reply.raw.once("close", () => socket.setTimeout(0));
    reply.raw.on("timeout", () => {
      // Where nothing waits to be taken it is our turn, and storage that is slow.
      if (socket.writableLength > 0) reply.raw.destroy();
    });
    return payload;
  });
}

const isStream = (payload: unknown): boolean => typeof payload === "object" && payload !== null && "pipe" in payload;

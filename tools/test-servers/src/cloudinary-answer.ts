import type { FastifyReply } from "fastify";
import type { FaultKind } from "./cloudinary-faults.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function json(body: unknown, status = 200): Answer {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: Buffer.from(JSON.stringify(body)) };
}

/** A refusal as the API words it, and as the CDN's header tells it. */
export function refusal(status: number, message: string): Answer {
  const { headers, body } = json({ error: { message } }, status);
  return { status, headers: { ...headers, "x-cld-error": message }, body };
}

/** What a switched-on fault answers in place of the operation; the others (`timeout`, `partial`) are no answers but injuries. */
export const faultAnswers: Partial<Record<FaultKind, Answer>> = {
  "5xx": refusal(503, "Service Unavailable"),
  "401": refusal(401, "Invalid api_key or signature"),
  "404": refusal(404, "Resource not found"),
  too_large: refusal(400, "File size too large. Got 73400320. Maximum is 10485760. Upgrade your plan to enjoy higher limits"),
};

/** Sends an answer whole, or its head and half its body before the connection breaks. */
export function send(reply: FastifyReply, { status, headers, body }: Answer, method: string, partial: boolean): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(status, { ...headers, "content-length": String(body.byteLength) });
  if (method === "HEAD") raw.end();
  else if (partial) raw.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => raw.destroy());
  else raw.end(body);
}

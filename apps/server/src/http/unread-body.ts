import type { IncomingMessage, ServerResponse } from "node:http";

/** A body up to this size is read by Node itself after the answer, and the connection lives on. */
const harmlessBytes = 64 * 1024;
const drainBytes = 1024 * 1024;
const drainMs = 2000;

/** True where the answer would come while the client is still sending something large. */
export function isStillSending(request: IncomingMessage): boolean {
  if (request.complete || request.destroyed) return false;
  const declared = request.headers["content-length"];
  return declared === undefined ? request.headers["transfer-encoding"] !== undefined : Number(declared) > harmlessBytes;
}

/**
 * Answers a client that is still sending, so that it sees the answer: closing at once would reset the connection and lose it.
 * Reads on for a while, not for ever, then closes.
 */
export function answerSender(
  request: IncomingMessage,
  response: ServerResponse,
  answer: { readonly status: number; readonly headers: Record<string, number | string | string[] | undefined>; readonly body: string },
): void {
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([, value]) => value !== undefined));
  response.writeHead(answer.status, { ...headers, connection: "close", "content-length": Buffer.byteLength(answer.body) });
  response.write(answer.body);
  // Whoever still reads the request must learn that no more will come.
  drain(request, () => response.end(() => request.destroy()));
}

function drain(request: IncomingMessage, done: () => void): void {
  let bytes = 0;
  const finish = () => {
    clearTimeout(timer);
    request.off("data", count).off("end", finish).off("close", finish);
    request.pause();
    done();
  };
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= drainBytes) finish();
  };
  const timer = setTimeout(finish, drainMs);
  request.unpipe();
  request.on("data", count).once("end", finish).once("close", finish);
  request.resume();
}

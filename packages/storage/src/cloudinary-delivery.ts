import { Readable } from "node:stream";
import { v2 as sdk } from "cloudinary";
import { CloudinaryRefusal, cloudinaryError } from "./cloudinary-failure.ts";
import { originalName } from "./cloudinary-id.ts";
import type { ByteRange } from "./storage.ts";

/** What the CDN answered: a body of exactly `length` bytes, of a file of `bytes`. */
export interface Delivered {
  readonly body: Readable;
  readonly bytes: number;
  readonly length: number;
  readonly modifiedAt: Date | null;
}

/** Where the CDN gives a key's original. `prefix` stands for `https://res.cloudinary.com/<cloud>` where files come from elsewhere. */
export function originalUrl(cloudName: string, prefix: string | undefined, key: string): string {
  const url = sdk.url(originalName(key), { cloud_name: cloudName, resource_type: "image", type: "upload", secure: true, analytics: false });
  return prefix === undefined ? url : prefix.replace(/\/+$/, "") + url.slice(url.indexOf("/image/upload/"));
}

/**
 * Asks the CDN for a file or a range of it. The signal ends the asking; the body then belongs to the reader, and fails where it
 * stalls for `stallMs` or ends early.
 */
export async function deliver(
  operation: string,
  url: string,
  range: ByteRange | undefined,
  signal: AbortSignal,
  stallMs: number,
): Promise<Delivered> {
  const connection = new AbortController();
  const response = await ask(url, rangeHeader(range), connection, signal, stallMs);
  const size = sizeIn(response.headers.get("content-range"));
  const modifiedAt = dateIn(response);
  if (response.status === 416 && size !== null) {
    connection.abort();
    return { body: Readable.from([]), bytes: size, length: 0, modifiedAt };
  }
  const declared = lengthIn(response);
  // A server may answer a range with the whole file; then the part is cut out here.
  const wanted = range === undefined || response.status === 206 ? { start: 0, end: declared - 1 } : range;
  const length = Math.max(0, Math.min(wanted.end, declared - 1) - wanted.start + 1);
  const chunks = cut(steadily(response, connection, declared, stallMs), wanted.start, length);
  const body = Readable.from(failingAs(operation, chunks), { objectMode: false });
  body.once("close", () => connection.abort());
  return { body, bytes: size ?? declared, length, modifiedAt };
}

/** A file's size without its bytes. */
export async function head(url: string, signal: AbortSignal, stallMs: number): Promise<{ bytes: number; modifiedAt: Date | null }> {
  const connection = new AbortController();
  try {
    const response = await ask(url, {}, connection, signal, stallMs, "HEAD");
    return { bytes: lengthIn(response), modifiedAt: dateIn(response) };
  } finally {
    connection.abort();
  }
}

async function ask(url: string, headers: object, connection: AbortController, signal: AbortSignal, stallMs: number, method = "GET") {
  const abort = () => connection.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener("abort", abort);
  const timer = setTimeout(() => connection.abort(new Error("no answer in time")), stallMs);
  try {
    const response = await fetch(url, { method, headers: { "accept-encoding": "identity", ...headers }, signal: connection.signal });
    if (response.ok || response.status === 416) return response;
    connection.abort();
    throw new CloudinaryRefusal(response.status, response.headers.get("x-cld-error") ?? response.statusText);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** The chunks of a body as they come; only the waiting for the network is timed, never the reader. */
async function* steadily(response: Response, connection: AbortController, expected: number, stallMs: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  let seen = 0;
  try {
    for (;;) {
      const timer = setTimeout(() => connection.abort(new Error("no byte in time")), stallMs);
      const next = await reader?.read().finally(() => clearTimeout(timer));
      if (next?.value === undefined) break;
      seen += next.value.byteLength;
      yield next.value;
    }
    if (seen !== expected) throw new Error(`the body ended after ${seen} of ${expected} bytes`);
  } finally {
    connection.abort();
  }
}

async function* failingAs(operation: string, chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw cloudinaryError(operation, error);
  }
}

async function* cut(chunks: AsyncGenerator<Uint8Array>, start: number, length: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, start - at), Math.max(0, start + length - at));
    if (part.byteLength > 0) yield part;
    at += chunk.byteLength;
  }
}

function rangeHeader(range: ByteRange | undefined): { range?: string } {
  return range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
}

function sizeIn(contentRange: string | null): number | null {
  const size = contentRange?.match(/\/(\d+)$/)?.[1];
  return size === undefined ? null : Number(size);
}

/** Without a length a body that was cut off cannot be told from a whole one. */
function lengthIn(response: Response): number {
  const length = response.headers.get("content-length");
  if (length === null) throw new Error("the answer tells no length");
  return Number(length);
}

function dateIn(response: Response): Date | null {
  const date = new Date(response.headers.get("last-modified") ?? "");
  return Number.isNaN(date.getTime()) ? null : date;
}

import type { FastifyRequest } from "fastify";
import { type Answer, refusal } from "./cloudinary-answer.ts";
import { findDelivered } from "./cloudinary-assets.ts";
import { mediaTypeOf } from "./cloudinary-format.ts";
import type { StandInState } from "./cloudinary-state.ts";

/** What the CDN gives: the original's bytes, or a range of them. A conversion gives bytes that no image has. */
export function deliver(state: StandInState, request: FastifyRequest): Answer {
  const path = decodeURIComponent((request.params as { "*": string })["*"]);
  const found = findDelivered(state.files, path);
  if (found === null) return refusal(404, `Resource not found - ${path}`);
  const { asset, converted } = found;
  const whole = converted ? Buffer.from(`converted from ${asset.format}`) : asset.content;
  const headers = {
    "content-type": mediaTypeOf(asset.format),
    etag: `"${asset.etag}"`,
    "last-modified": asset.createdAt.toUTCString(),
    "accept-ranges": "bytes",
    "access-control-allow-origin": "*",
    "cache-control": "public, no-transform, immutable, max-age=2592000",
  };
  const range = request.headers.range?.match(/^bytes=(\d+)-(\d*)$/);
  if (!range) return { status: 200, headers, body: whole };
  const size = whole.byteLength;
  const start = Number(range[1]);
  const end = Math.min(size - 1, range[2] ? Number(range[2]) : size - 1);
  if (start >= size) return { status: 416, headers: { ...headers, "content-range": `bytes */${size}` }, body: Buffer.alloc(0) };
  return { status: 206, headers: { ...headers, "content-range": `bytes ${start}-${end}/${size}` }, body: whole.subarray(start, end + 1) };
}

import { extensions, Fault, type InputFormat, mediaTypes } from "@pixpress/contracts";
import { create as contentDisposition } from "content-disposition";
import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { nameWithExtension } from "./file-name.ts";
import { rangeOf } from "./range.ts";
import { type Rest, refusals } from "./rest-schema.ts";
import type { Wire } from "./wire.ts";

const keyPattern = /^(?:images|compressed_images)\/([0-9a-f]{24})\/([A-Za-z0-9_-]+)\.([a-z0-9]{1,8})$/;

interface FileKey {
  readonly key: string;
  readonly imageId: string;
  readonly hash: string;
  readonly extension: string;
}

const params = z.object({ "*": z.string().describe("As an image's or a task's answer names it") });
const querystring = z.object({
  download: z.string().optional().describe("Where it stands at all, the file is to be saved rather than shown"),
});

/** `GET /files/<key>`: what lies in storage, as an image and as nothing else. The keys are unguessable, and what lies under one never changes. */
export function fileRoute(rest: Rest, wire: Wire): void {
  const schema = {
    operationId: "getFile",
    tags: ["files"],
    summary: "A stored file; with ?download as an attachment",
    params,
    querystring,
    response: refusals(404, 416, 503),
  };
  const options = { schema, config: { open: true, rateLimit: false }, exposeHeadRoute: false } as const;
  rest.get("/files/*", options, (request, reply) => answer(wire, request, reply, request.params["*"], request.query.download));
  const head = { ...options, schema: { ...schema, hide: true } };
  rest.head("/files/*", head, (request, reply) => answer(wire, request, reply, request.params["*"], request.query.download));
}

async function answer(wire: Wire, request: FastifyRequest, reply: FastifyReply, path: string, download: string | undefined) {
  const { storage } = wire.parts;
  const file = parse(path);
  const etag = `"${file.hash}"`;
  reply.headers(fileHeaders);
  const { bytes } = await storage.stat(file.key);
  if (names(request.headers["if-none-match"], etag)) return reply.headers(cacheHeaders(etag)).code(304).send();
  const wanted = request.headers["if-range"] ?? etag;
  const range = wanted === etag ? rangeOf(request.headers.range, bytes) : null;
  if (range === "unsatisfiable") return reply.code(416).header("content-range", `bytes */${bytes}`).send(noSuchRange(request.id));
  if (download !== undefined) reply.header("content-disposition", contentDisposition(await nameOf(wire, file)));
  reply.headers({
    ...cacheHeaders(etag),
    "content-type": byExtension[file.extension] ?? "application/octet-stream",
    "accept-ranges": "bytes",
  });
  reply.header("content-length", range === null ? bytes : range.end - range.start + 1);
  if (range !== null) reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${bytes}`);
  if (request.method === "HEAD") return reply.send();
  return reply.send((await storage.read(file.key, range ?? undefined)).stream);
}

function parse(path: string): FileKey {
  const [key, imageId, stem, extension] = keyPattern.exec(path) ?? [];
  if (key === undefined || imageId === undefined || stem === undefined || extension === undefined) {
    throw new Fault("not_found", "There is no such file.");
  }
  return { key, imageId, hash: stem, extension };
}

/** The image's own name, with the extension of this file; the key's where the name is not known or the database is down. */
async function nameOf({ parts }: Wire, { imageId, hash, extension }: FileKey): Promise<string> {
  const image = await parts.database.images.get(imageId).catch(() => null);
  return image?.name ? nameWithExtension(image.name, extension) : `${hash}.${extension}`;
}

const cacheHeaders = (etag: string) => ({ etag, "cache-control": "public, max-age=31536000, immutable" });

/** On every answer, for a 304 renews the headers of what a browser has kept. */
const fileHeaders = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
};

const byExtension: Record<string, string> = Object.fromEntries(
  (Object.keys(extensions) as InputFormat[]).map((format) => [extensions[format], mediaTypes[format]]),
);

const names = (header: string | undefined, etag: string) =>
  header !== undefined && header.split(",").some((given) => given.trim() === "*" || given.trim().replace(/^W\//, "") === etag);

const noSuchRange = (requestId: string) => ({ error: "The file does not have that range.", reason: "invalid_input", requestId });

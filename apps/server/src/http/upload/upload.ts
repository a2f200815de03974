import { acceptedUpload } from "@pixpress/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Place } from "../../backlog/backlog.ts";
import { sanitiseName } from "../file-name.ts";
import { inspect } from "../inspect/inspect.ts";
import { idempotent, type Rest, refusals } from "../rest-schema.ts";
import type { Wire } from "../wire.ts";
import { overheadBytes, receive, tooLarge } from "./receive.ts";
import type { Spool } from "./spool.ts";

/** `POST /images/upload`: a stream, so a route of its own. */
export function uploadRoute(rest: Rest, wire: Wire, spool: Spool): void {
  const { MAX_UPLOAD_BYTES } = wire.parts.config;
  const refuseDeclared = async (request: FastifyRequest) => {
    if (Number(request.headers["content-length"] ?? 0) > MAX_UPLOAD_BYTES + overheadBytes) throw tooLarge(MAX_UPLOAD_BYTES);
  };
  const places = new WeakMap<FastifyRequest, Place>();
  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    const over = new Promise((resolve) => reply.raw.once("close", resolve));
    const place = await wire.application.admitUpload(request.headers["idempotency-key"]?.toString());
    places.set(request, place);
    // Where the client left meanwhile, at once.
    void over.then(() => place.leave());
  };
  const schema = {
    operationId: "uploadImage",
    tags: ["images"],
    summary: "Upload an image and have it compressed",
    headers: idempotent,
    response: { 202: acceptedUpload, ...refusals(400, 413, 415, 422, 429, 503) },
  };
  rest.post("/images/upload", { schema, onRequest: [refuseDeclared, admit] }, async (request, reply) => {
    const received = await receive(request, spool, MAX_UPLOAD_BYTES);
    try {
      const inspection = await inspect(received.file.path, wire.parts.config);
      const name = sanitiseName(received.fileName, inspection.format);
      const image = { ...received.file, ...inspection, name };
      const key = request.headers["idempotency-key"];
      const { taskId, imageId, replayed } = await wire.application.acceptUpload(image, received.recipe, goneSignal(reply), key);
      if (replayed) reply.header("idempotent-replayed", "true");
      else places.get(request)?.taken();
      return await reply.code(202).header("location", `/tasks/${taskId}`).send({ taskId, imageId });
    } finally {
      await spool.discard(received.file.path);
    }
  });
}

/** Aborts when the client leaves before its answer. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort(new Error("the client is gone"));
  });
  return gone.signal;
}

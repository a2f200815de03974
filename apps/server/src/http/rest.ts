import { acceptedUpload, byId, createTaskBody, deletion, image, meta, pageOf, task, taskState, tasksPageOf } from "@pixpress/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { idempotent, type Rest, refusals } from "./rest-schema.ts";
import { apiOf, originOf, type Wire } from "./wire.ts";

/** The second face of the router: one line a route, its schemas from the contract, its answer from the procedure. */
export function restRoutes(rest: Rest, wire: Wire): void {
  const api = (request: FastifyRequest) => apiOf(wire, request);
  const about = (tag: string, operationId: string, summary: string) => ({ tags: [tag], operationId, summary });
  const one = refusals(400, 404, 503);

  rest.get(
    "/images",
    {
      schema: {
        ...about("images", "listImages", "Images, newest first"),
        querystring: pageOf,
        response: { 200: z.array(image), ...refusals(400, 503) },
      },
    },
    async (request, reply) => linkNext(wire, request, reply, await api(request).images.list(request.query)),
  );
  rest.get(
    "/images/:id",
    { schema: { ...about("images", "getImage", "One image"), params: byId, response: { 200: image, ...one } } },
    (request) => api(request).images.get(request.params),
  );
  rest.delete(
    "/images/:id",
    {
      schema: {
        ...about("images", "deleteImage", "Delete an image; it can be undone for a while"),
        params: byId,
        response: { 200: deletion, ...one },
      },
    },
    (request) => api(request).images.delete(request.params),
  );
  rest.post(
    "/images/:id/undo",
    {
      schema: {
        ...about("images", "undoDeletion", "Undo a deletion"),
        params: byId,
        response: { 200: image, ...refusals(400, 404, 409, 503) },
      },
    },
    (request) => api(request).images.undo(request.params),
  );
  rest.post(
    "/images/:id/tasks",
    {
      schema: {
        ...about("tasks", "createTask", "Compress an image again"),
        params: byId,
        headers: idempotent,
        body: createTaskBody,
        response: { 202: acceptedUpload, ...refusals(400, 404, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const accepted = await apiOf(wire, request, reply).tasks.create({ imageId: request.params.id, recipe: request.body.recipe });
      return reply.code(202).header("location", `/tasks/${accepted.taskId}`).send(accepted);
    },
  );
  rest.get(
    "/tasks",
    {
      schema: {
        ...about("tasks", "listTasks", "Tasks, newest first"),
        querystring: tasksPageOf,
        response: { 200: z.array(task), ...refusals(400, 503) },
      },
    },
    async (request, reply) => linkNext(wire, request, reply, await api(request).tasks.list(request.query)),
  );
  rest.get(
    "/tasks/:id",
    { schema: { ...about("tasks", "getTask", "One task"), params: byId, response: { 200: task, ...one } } },
    (request) => api(request).tasks.get(request.params),
  );
  rest.get(
    "/tasks/:id/status",
    { schema: { ...about("tasks", "getTaskStatus", "The status of a task"), params: byId, response: { 200: taskState, ...one } } },
    async (request) => {
      const { id, status } = await api(request).tasks.get(request.params);
      return { taskId: id, status };
    },
  );
  rest.get("/meta", { schema: { ...about("service", "getMeta", "What this server is and takes"), response: { 200: meta } } }, (request) =>
    api(request).meta(),
  );
}

/** The rows alone; where there are more, the next page's address goes into `Link`. */
function linkNext<T>(wire: Wire, request: FastifyRequest, reply: FastifyReply, page: { items: T[]; nextCursor: string | null }): T[] {
  if (page.nextCursor === null) return page.items;
  const base = wire.parts.config.PUBLIC_URL ?? originOf(request);
  // What was asked for may be written whole, host and all, as proxies do.
  const { pathname, search } = new URL(request.url, base);
  const next = new URL(base + pathname + search);
  next.searchParams.set("cursor", page.nextCursor);
  reply.header("link", `<${next.href}>; rel="next"`);
  return page.items;
}

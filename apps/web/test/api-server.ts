import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { appRouter, type Context, Fault, type Image, type Task } from "@pixpress/contracts";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";

/** Answers one upload whose body has come; `accept` records the rows and answers 202. */
export type OnUpload = (upload: { name: string; response: ServerResponse; accept: () => Task }) => void | Promise<void>;

/** A real HTTP server that speaks the contract from plain maps: the page's calls cross a socket as they do in life. */
export async function startApiServer({ onUpload, maxUploadBytes = 1_000_000 }: { onUpload: OnUpload; maxUploadBytes?: number }) {
  const tasks = new Map<string, Task>();
  const images = new Map<string, Image>();
  const context = contextOf(tasks, images, maxUploadBytes);
  const trpc = createHTTPHandler({ router: appRouter, basePath: "/trpc/", createContext: () => context });
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*");
    response.setHeader("access-control-expose-headers", "retry-after");
    if (request.method === "OPTIONS") response.end();
    else if (request.url === "/images/upload") void upload(request, response);
    else void trpc(request, response);
  });

  const upload = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request.setEncoding("latin1")) body += chunk;
    const name = /filename="([^"]*)"/.exec(body)?.[1] ?? "";
    const accept = () => {
      const task = newTask(tasks.size + 1);
      tasks.set(task.id, task);
      response.writeHead(202).end(JSON.stringify({ taskId: task.id, imageId: task.imageId }));
      return task;
    };
    await onUpload({ name, response, accept });
  };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tasks,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function newTask(number: number): Task {
  const at = "2026-11-25T10:00:00.000Z";
  const unset = { startedAt: null, finishedAt: null, recipe: null, reason: null };
  const id = number.toString(16).padStart(24, "0");
  return {
    id,
    imageId: `a${id.slice(1)}`,
    status: "pending",
    createdAt: at,
    updatedAt: at,
    revision: 0,
    attempts: [],
    outputs: [],
    errors: [],
    ...unset,
  };
}

function contextOf(tasks: Map<string, Task>, images: Map<string, Image>, maxUploadBytes: number): Context {
  const found = <T>(rows: Map<string, T>, id: string): T => {
    const row = rows.get(id);
    if (row === undefined) throw new Fault("not_found", "There is no such row.");
    return row;
  };
  const absent = () => Promise.reject(new Fault("not_found", "Not part of this test."));
  return {
    requestId: "test",
    images: {
      list: async () => ({ items: [...images.values()], nextCursor: null }),
      get: async (id) => found(images, id),
      delete: absent,
      undo: absent,
    },
    tasks: {
      list: async () => ({ items: [...tasks.values()], nextCursor: null }),
      get: async (id) => found(tasks, id),
      create: absent,
      watch: async function* () {},
    },
    meta: () => ({
      name: "pixpress",
      version: "0.0.0",
      limits: { maxUploadBytes, maxPixels: 1_000_000, maxFrames: 10, maxSide: 1000 },
      inputFormats: ["jpeg", "png"],
      outputFormats: ["jpeg", "png"],
      recipeFormats: ["original"],
      qualityPresets: ["balanced"],
      undoSeconds: 30,
    }),
    toFault: () => null,
  };
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { appRouter, type Task } from "@pixpress/contracts";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { contextOf, ServerState } from "./contract-context.ts";
import { newTask } from "./rows.ts";

/** Answers one upload whose body has come, with its recipe as it was written; `accept` records the task and answers 202. */
export type OnUpload = (upload: { name: string; recipe: string; response: ServerResponse; accept: () => Task }) => void | Promise<void>;

interface Options {
  readonly onUpload?: OnUpload;
  readonly maxUploadBytes?: number;
  /** What answers everything that is not the API. */
  readonly page?: RequestListener;
  readonly port?: number;
  /** Where set, the API answers only to who shows it, by the cookie that `POST /session` gives. */
  readonly token?: string;
}

/** A real HTTP server that speaks the contract from plain maps: the page's calls cross a socket as they do in life. */
export async function startApiServer({ onUpload, maxUploadBytes = 1_000_000, page, port = 0, token }: Options) {
  const state = new ServerState();
  const context = contextOf(state, maxUploadBytes);
  const trpc = createHTTPHandler({ router: appRouter, basePath: "/trpc/", createContext: () => context });
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*");
    response.setHeader("access-control-expose-headers", "retry-after");
    if (request.method === "OPTIONS") response.end();
    else if (request.url === "/session") void session(request, response);
    else if (isForeign(request)) refuse(response);
    else if (request.url === "/images/upload") void upload(request, response);
    else if (request.url?.startsWith("/trpc")) trpc(request, response);
    else if (page !== undefined) page(request, response);
    else response.writeHead(404).end();
  });

  const isForeign = ({ url = "", headers }: IncomingMessage) =>
    token !== undefined && /^\/(trpc|images)/.test(url) && headers.cookie !== `session=${token}`;
  const session = async (request: IncomingMessage, response: ServerResponse) => {
    const told = JSON.parse(await bodyOf(request)) as { token: string };
    if (told.token !== token) return refuse(response);
    response.writeHead(204, { "set-cookie": `session=${token}; HttpOnly; SameSite=Strict` }).end();
  };
  const upload = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    const name = /filename="([^"]*)"/.exec(body)?.[1] ?? "";
    const recipe = /name="recipe"\r\n\r\n(.*)\r\n/.exec(body)?.[1] ?? "";
    const accept = () => {
      const task = newTask(state.tasks.size + 1);
      state.tasks.set(task.id, task);
      response.writeHead(202).end(JSON.stringify({ taskId: task.id, imageId: task.imageId }));
      return task;
    };
    await onUpload?.({ name, recipe, response, accept });
  };

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    state,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("latin1")) body += chunk;
  return body;
}

function refuse(response: ServerResponse): void {
  response.writeHead(401, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: "This server wants its access token.", reason: "unauthorized", requestId: "test" }));
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { describe, sendProblem } from "./problem.ts";
import { isReserved, noRoute } from "./routes.ts";
import type { Wire } from "./wire.ts";

/** Files whose names hold their hash. */
const hashed = /[/\\]assets[/\\][^/\\]+$/;

/** The built page: its files, and `index.html` for the routes it knows itself. What is left over gets a 404 or 405. */
export async function servePage(app: FastifyInstance, wire: Wire, methodsOf: (path: string) => string[]): Promise<void> {
  const folder = wire.parts.webFolder;
  if (folder !== null) {
    await app.register(fastifyStatic, {
      root: folder,
      serve: false,
      cacheControl: false,
      setHeaders: (reply, path) => reply.header("cache-control", hashed.test(path) ? "public, max-age=31536000, immutable" : "no-cache"),
    });
    // It is where a person is asked for the token, so it wants none.
    const options = { config: { open: true, rateLimit: false }, schema: { hide: true }, errorHandler: answerNoFile } as const;
    app.get<{ Params: { "*": string } }>("/*", options, (request, reply) => {
      reply.sendFile(request.params["*"] || "index.html");
    });
  }
  app.setNotFoundHandler(notFound);

  function notFound(request: FastifyRequest, reply: FastifyReply): void {
    const path = request.url.split("?")[0] ?? "/";
    if (folder !== null && isPageRoute(request, path) && existsSync(join(folder, "index.html"))) {
      reply.sendFile("index.html");
      return;
    }
    const allowed = methodsOf(path);
    if (allowed.length > 0) reply.header("allow", allowed.join(", "));
    sendProblem(describe(wire, noRoute(request.method, path, allowed), request), request, reply);
  }

  /** A path that leads out of the folder, or can be no file's: nobody who means well asks for it, and it is not there. */
  function answerNoFile(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    if ((error.statusCode ?? 500) >= 500) throw error;
    notFound(request, reply);
  }
}

/** A person following a link, not a program or a missing picture. */
const isPageRoute = ({ method, headers }: FastifyRequest, path: string) =>
  (method === "GET" || method === "HEAD") && !isReserved(path) && (headers.accept ?? "*/*").includes("text/html");

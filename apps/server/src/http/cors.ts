import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import type { ServerConfig } from "../settings.ts";
import { noRoute } from "./routes.ts";

/** The client on its own port, and whoever the operator names. */
export const allowedOrigins = ({ CLIENT_PORT, CORS_ORIGINS }: ServerConfig): string[] => [
  `http://localhost:${CLIENT_PORT}`,
  `http://127.0.0.1:${CLIENT_PORT}`,
  ...CORS_ORIGINS.map((origin) => origin.replace(/\/+$/, "")),
];

/** Lets pages of those origins call the API; `*` lets every page, but then without the session's cookie. */
export async function allowOrigins(app: FastifyInstance, config: ServerConfig): Promise<void> {
  const everyone = config.CORS_ORIGINS.includes("*");
  await app.register(cors, {
    origin: everyone ? "*" : allowedOrigins(config),
    credentials: !everyone,
    methods: ["GET", "HEAD", "POST", "DELETE"],
    exposedHeaders: ["Location", "Link", "Retry-After", "Idempotent-Replayed", "X-Request-Id"],
    maxAge: 600,
  });
}

/** `OPTIONS` from a program that only wants to know which methods an address has; that of a browser (a preflight) is left to CORS. */
export function answerPlainOptions(app: FastifyInstance, methodsOf: (path: string) => string[]): void {
  app.addHook("onRequest", async (request, reply) => {
    const { origin, "access-control-request-method": method } = request.headers;
    if (request.method !== "OPTIONS" || (origin !== undefined && method !== undefined)) return;
    const path = request.url.split("?")[0] ?? "/";
    const methods = methodsOf(path);
    if (methods.length === 0) throw noRoute("OPTIONS", path, methods);
    return reply
      .code(204)
      .header("allow", [...methods, "OPTIONS"].join(", "))
      .send();
  });
}

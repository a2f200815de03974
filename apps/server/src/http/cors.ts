import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import type { ServerConfig } from "../settings.ts";

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
    exposedHeaders: ["Location", "Link", "Retry-After", "X-Request-Id"],
    maxAge: 600,
  });
}

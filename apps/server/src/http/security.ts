import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import { Fault } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";
import type { ServerConfig } from "../settings.ts";

/** Headers that keep the page to its own scripts, and a limit of requests where one is set. */
export async function secure(app: FastifyInstance, config: ServerConfig): Promise<void> {
  app.addHook("onSend", async (_request, reply, payload) => {
    // An answer is true for its moment; what may be kept says so itself.
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    return payload;
  });
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: directivesOf(config) }, hsts: false });
  if (config.RATE_LIMIT === 0) return;
  await app.register(rateLimit, {
    max: config.RATE_LIMIT,
    timeWindow: "1 minute",
    errorResponseBuilder: (_request, { ttl }) =>
      new Fault("rate_limited", `Too many requests; ${Math.ceil(ttl / 1000)} seconds until the next.`),
  });
}

/** No HSTS and no upgrade to https: the server is often reached by plain http on a private network; a proxy that has TLS adds them. */
function directivesOf({ PUBLIC_URL }: ServerConfig) {
  const self = PUBLIC_URL === undefined ? ["'self'"] : ["'self'", new URL(PUBLIC_URL).origin];
  return {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    // The component library writes style elements.
    styleSrc: ["'self'", "'unsafe-inline'"],
    // Thumbnails of files not yet uploaded are blobs; stored files may lie at any https address.
    imgSrc: [...self, "blob:", "data:", "https:"],
    connectSrc: [...self, "https:"],
    fontSrc: ["'self'", "data:"],
    workerSrc: ["'self'", "blob:"],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  };
}

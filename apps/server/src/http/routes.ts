import { Fault } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";

/** The API's own prefixes; everything else belongs to the page. */
const reserved = /^\/(images|tasks|notification|trpc|files|session|health|metrics|docs|openapi\.json|meta)(\/|$)/;
export const isReserved = (path: string): boolean => reserved.test(path);

/** Notes every route that is registered from now on, and tells which methods a path knows. */
export function rememberRoutes(app: FastifyInstance): (path: string) => string[] {
  const known: { pattern: RegExp; methods: string[] }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    if (url === "/*" || url === "*") return;
    const pattern = new RegExp(
      `^${url
        .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
        .replace(/:\w+/g, "[^/]+")
        .replace("*", ".+")}/?$`,
    );
    known.push({ pattern, methods: [method].flat() });
  });
  return (path) => {
    const methods = known.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].filter((method) => method !== "OPTIONS").sort();
  };
}

/** Answers what no route takes: 405 where another method would do, else 404. */
export function noRoute(method: string, path: string, allowed: readonly string[]): Fault {
  if (allowed.length === 0) return new Fault("not_found", `There is nothing at ${path}.`);
  return new Fault("method_not_allowed", `${path} does not answer to ${method}.`);
}

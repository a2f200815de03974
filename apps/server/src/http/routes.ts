import { Fault } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";

/** The API's own prefixes; everything else belongs to the page. */
const reserved = /^\/(images|tasks|notification|trpc|files|session|health|metrics|docs|openapi\.json|meta)(\/|$)/;
export const isReserved = (path: string): boolean => reserved.test(path);

/** Notes every route that is registered from now on, and tells which methods a path knows. */
export function rememberRoutes(app: FastifyInstance): (path: string) => string[] {
  const known: { pattern: RegExp; methods: string[]; exact: boolean }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    if (url === "/*" || url === "*") return;
    const pattern = new RegExp(
      `^${url
        .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
        .replace(/:\w+/g, "[^/]+")
        .replace("*", ".+")}/?$`,
    );
    known.push({ pattern, methods: [method].flat(), exact: !/[:*]/.test(url) });
  });
  return (path) => {
    const routes = known.filter(({ pattern }) => pattern.test(path));
    const exact = routes.filter((route) => route.exact);
    const methods = (exact.length > 0 ? exact : routes).flatMap((route) => route.methods);
    return [...new Set(methods)].filter((method) => method !== "OPTIONS").sort();
  };
}

/** An address that is a route's own, such as `/images/upload`, is no id of another route, whatever the method. */
export function keepOwnAddresses(app: FastifyInstance, methodsOf: (path: string) => string[]): void {
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.url?.includes(":") !== true) return;
    const path = request.url.split("?")[0] ?? "/";
    const allowed = methodsOf(path);
    if (allowed.length === 0 || allowed.includes(request.method)) return;
    reply.header("allow", allowed.join(", "));
    throw noRoute(request.method, path, allowed);
  });
}

/** Answers what no route takes: 405 where another method would do, else 404. */
export function noRoute(method: string, path: string, allowed: readonly string[]): Fault {
  if (allowed.length === 0) return new Fault("not_found", `There is nothing at ${path}.`);
  return new Fault("method_not_allowed", `${path} does not answer to ${method}.`);
}

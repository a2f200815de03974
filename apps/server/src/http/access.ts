import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import cookie from "@fastify/cookie";
import { Fault } from "@pixpress/contracts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import * as z from "zod";
import { allowedOrigins } from "./cors.ts";
import { type Rest, refusals } from "./rest-schema.ts";
import { originOf, type Wire } from "./wire.ts";

const cookieName = "pixpress_session";
const sessionSeconds = 30 * 24 * 60 * 60;

/**
 * With `ACCESS_TOKEN` every route wants it, but those marked open: as bearer, or as the cookie that `POST /session` gives.
 * Runs after the rate limit, so that guessing is limited too, and before any body is read.
 */
export async function guard(app: FastifyInstance, wire: Wire): Promise<void> {
  const { ACCESS_TOKEN: token, PUBLIC_URL } = wire.parts.config;
  const trusted = new Set(allowedOrigins(wire.parts.config));
  // The operator then lets every page in, but none of them with the cookie.
  const everyone = trusted.has("*");
  if (PUBLIC_URL !== undefined) trusted.add(new URL(PUBLIC_URL).origin);
  await app.register(cookie);
  app.addHook("preParsing", async (request) => {
    const mine = () => comesFromPage(request, trusted);
    if (!everyone && changes(request) && request.headers["sec-fetch-site"] === "cross-site" && !mine()) throw foreign();
    if (token === undefined || request.is404 || request.routeOptions.config.open === true) return;
    const { authorization = "" } = request.headers;
    if (authorization !== "") {
      if (sameText(authorization.replace(/^bearer\s+/i, ""), token)) return;
    } else if (sameText(request.cookies[cookieName] ?? "", cookieOf(token))) {
      if (changes(request) && !mine()) throw foreign();
      return;
    }
    throw new Fault("unauthorized", "This server wants its access token.");
  });
}

/** `POST /session`: gives the page, for the token, a cookie that no script can read and no other site can send. */
export function sessionRoute(rest: Rest, { parts }: Wire): void {
  const { ACCESS_TOKEN: token } = parts.config;
  const schema = {
    operationId: "openSession",
    tags: ["service"],
    summary: "Trade the access token for a cookie",
    body: z.object({ token: z.string().max(4096).describe("ACCESS_TOKEN, as the server has it") }),
    response: { 204: z.undefined().describe("The cookie is set"), ...refusals(400, 401) },
  };
  rest.post("/session", { schema, config: { open: true } }, async (request, reply) => {
    if (token === undefined) return reply.code(204).send();
    if (!sameText(request.body.token, token)) throw new Fault("unauthorized", "That is not the access token.");
    const options = {
      httpOnly: true,
      sameSite: "strict",
      path: "/",
      maxAge: sessionSeconds,
      secure: request.protocol === "https",
    } as const;
    return reply.setCookie(cookieName, cookieOf(token), options).code(204).send();
  });
}

/** The cookie proves the token without holding it, and is void once the token changes. */
const cookieOf = (token: string) => createHmac("sha256", token).update("pixpress session").digest("base64url");

function sameText(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

const changes = ({ method }: FastifyRequest) => method !== "GET" && method !== "HEAD" && method !== "OPTIONS";

function comesFromPage(request: FastifyRequest, trusted: ReadonlySet<string>): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site === "same-origin" || site === "none") return true;
  return origin === undefined || origin === originOf(request) || trusted.has(origin);
}

const foreign = () => new Fault("unauthorized", "Another site may not change anything here; CORS_ORIGINS names those that may.");

import { finished } from "node:stream/promises";
import multipart from "@fastify/multipart";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { deleteByPrefix, list, resource } from "./cloudinary-admin.ts";
import { type Answer, faultAnswers, json, refusal, send } from "./cloudinary-answer.ts";
import type { Asset } from "./cloudinary-assets.ts";
import { deliver } from "./cloudinary-deliver.ts";
import { type FaultKind, type FaultPlan, Faults, type Operation } from "./cloudinary-faults.ts";
import { isAdmin } from "./cloudinary-signature.ts";
import type { StandInState } from "./cloudinary-state.ts";
import { destroy, upload } from "./cloudinary-upload.ts";

/** A stand-in of Cloudinary's upload API, admin API and CDN, as far as storage uses them. */
export interface CloudinaryStandIn {
  readonly url: string;
  /** The variables that make a process use it. They must be set before the process first loads the SDK. */
  readonly env: Record<string, string>;
  /** What it keeps, by public id. */
  readonly files: Map<string, Asset>;
  /** The ids and prefixes whose copies in the CDN a removal asked to drop. */
  readonly invalidated: readonly string[];
  /** Every request it got, oldest first, refused and failed ones too. */
  readonly requests: readonly { readonly operation: Operation; readonly url: string }[];
  /** Makes the next requests fail: a number of them, or as the plan says. Plans are used up in the order they were made. */
  fail(kind: FaultKind, plan: number | FaultPlan): void;
  /** Withdraws every failure that is still to come. */
  heal(): void;
  stop(): Promise<void>;
}

export interface CloudinaryLimits {
  /** Larger files are refused in Cloudinary's words. */
  readonly maxBytes?: number;
  /** Files a page of a listing holds at most, and one deletion by prefix removes at most. */
  readonly pageSize?: number;
}

type Handler = (state: StandInState, request: FastifyRequest) => Answer | Promise<Answer>;

const account = { cloud: "pixpress-test", key: "314159265358979", secret: "stand-in_secret" };
const api = `/v1_1/${account.cloud}`;
const cdn = `/${account.cloud}`;

const routes: readonly [method: "GET" | "POST" | "DELETE" | "HEAD", path: string, operation: Operation, handler: Handler][] = [
  ["POST", `${api}/image/upload`, "upload", upload],
  ["POST", `${api}/image/destroy`, "destroy", destroy],
  ["GET", `${api}/ping`, "ping", admin(() => json({ status: "ok" }))],
  ["GET", `${api}/resources/image/upload`, "list", admin(list)],
  ["DELETE", `${api}/resources/image/upload`, "delete_by_prefix", admin(deleteByPrefix)],
  ["GET", `${api}/resources/image/upload/:publicId`, "resource", admin(resource)],
  ["GET", `${cdn}/image/upload/*`, "deliver", deliver],
  ["HEAD", `${cdn}/image/upload/*`, "deliver", deliver],
];

/** Starts it on a free port of the loopback address. */
export async function startCloudinary({ maxBytes = 2 ** 30, pageSize = 500 }: CloudinaryLimits = {}): Promise<CloudinaryStandIn> {
  const state: StandInState = { account, files: new Map(), invalidated: [], maxBytes, pageSize, base: "" };
  const requests: { operation: Operation; url: string }[] = [];
  const faults = new Faults();
  const app = await newServer();
  for (const [method, url, operation, handler] of routes) {
    app.route({
      method,
      url,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        requests.push({ operation, url: request.url });
        await respond(faults.take(operation), () => handler(state, request), request, reply);
      },
    });
  }
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  state.base = url + cdn;
  return {
    url,
    env: {
      CLOUDINARY_CLOUD_NAME: account.cloud,
      CLOUDINARY_API_KEY: account.key,
      CLOUDINARY_API_SECRET: account.secret,
      CLOUDINARY_URL: `cloudinary://${account.key}:${account.secret}@${account.cloud}?upload_prefix=${url}`,
      CLOUDINARY_DELIVERY_PREFIX: state.base,
    },
    files: state.files,
    invalidated: state.invalidated,
    requests,
    fail: (kind, plan) => faults.add(kind, plan),
    heal: () => faults.clear(),
    stop: () => app.close(),
  };
}

async function newServer(): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 2 ** 30, routerOptions: { maxParamLength: 1000 } });
  await app.register(multipart, { limits: { fileSize: 2 ** 30 } });
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => done(null, body));
  return app;
}

async function respond(fault: FaultKind | null, work: () => Answer | Promise<Answer>, request: FastifyRequest, reply: FastifyReply) {
  if (fault === "timeout") {
    reply.hijack();
    return;
  }
  const refused = fault === null ? undefined : faultAnswers[fault];
  if (refused === undefined) {
    send(reply, await work(), request.method, fault === "partial");
  } else {
    // The body is read to its end first, so that the refusal is not lost to a reset connection.
    await finished(request.raw.resume());
    send(reply, refused, request.method, false);
  }
}

function admin(handler: Handler): Handler {
  return (state, request) =>
    isAdmin(request.headers.authorization, state.account) ? handler(state, request) : refusal(401, "Invalid credentials");
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { problem } from "@pixpress/contracts";
import { maxIdempotencyKeyLength } from "@pixpress/contracts/limits";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import * as z from "zod";

/** An instance whose schemas are zod's: they check what comes in, shape what goes out, and document both. */
export type Rest = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** The headers of a request that happens once for one key; all others pass as they are. */
export const idempotent = z.looseObject({
  "idempotency-key": z
    .string()
    .min(1)
    .max(maxIdempotencyKeyLength)
    .optional()
    .describe("The same key and body within 24 hours are answered as the first time"),
});

type Refusal = 400 | 401 | 404 | 409 | 413 | 415 | 416 | 422 | 429 | 503;

/** The refusals of a route, for its schema: one body for all of them. */
export const refusals = <S extends Refusal>(...statuses: S[]): Record<S, typeof problem> =>
  Object.fromEntries(statuses.map((status) => [status, problem])) as Record<S, typeof problem>;

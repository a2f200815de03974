import { initTRPC, TRPCError } from "@trpc/server";
import type { Context } from "./context.ts";
import { describeError } from "./describe-error.ts";
import { Fault } from "./fault.ts";

const trpc = initTRPC.context<Context>().create({
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
  errorFormatter: ({ shape, error, ctx }) => {
    const { reason, message, retryAfterSeconds } = describeError(error);
    const { stack: _, ...data } = shape.data as typeof shape.data & { stack?: string };
    return { ...shape, message, data: { ...data, reason, retryAfterSeconds, requestId: ctx?.requestId ?? null } };
  },
});

export const router = trpc.router;
export const createCallerFactory = trpc.createCallerFactory;

/** Every procedure: a `Fault`, or an error from below that has one, leaves with its own code. */
export const procedure = trpc.procedure.use(async ({ ctx, next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  const fault = cause instanceof Fault ? cause : ctx.toFault(cause);
  if (fault === null) return result;
  throw new TRPCError({ code: fault.code, message: fault.message, cause: fault });
});

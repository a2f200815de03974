import type { Problem } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";
import type { Wire } from "./wire.ts";

/** What keeps the server from its work right now, one sentence each, on whichever port it is asked. */
export const faultsNow = async ({ application, stopping }: Pick<Wire, "application" | "stopping">): Promise<string[]> =>
  stopping.aborted ? ["The server is stopping."] : application.faults();

/** `/health/live`: the process answers. `/health/ready`: everything it needs does too; else 503 and what is wrong, a sentence each. */
export function healthRoutes(app: FastifyInstance, wire: Wire): void {
  const options = { config: { open: true, rateLimit: false }, schema: { hide: true }, logLevel: "warn" } as const;
  app.get("/health/live", options, async () => ({ status: "live" }));
  app.get("/health/ready", options, async (request, reply) => {
    const faults = await faultsNow(wire);
    if (faults.length > 0) {
      const problem: Problem = { error: faults.join(" "), reason: "not_ready", requestId: request.id };
      return reply
        .code(503)
        .header("retry-after", 5)
        .send({ ...problem, status: "not ready", faults });
    }
    return { status: "ready", faults, notices: await wire.application.notices() };
  });
}

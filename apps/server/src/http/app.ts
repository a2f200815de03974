import multipart from "@fastify/multipart";
import { Fault } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { guard, sessionRoute } from "./access.ts";
import { allowOrigins, answerPlainOptions } from "./cors.ts";
import type { EventStreams } from "./event-streams.ts";
import { bareFastify } from "./fastify.ts";
import { fileRoute } from "./files.ts";
import { healthRoutes } from "./health.ts";
import { refuseUnusableHosts } from "./host.ts";
import { endSilentRequests } from "./idle.ts";
import { observeRequests } from "./observe-requests.ts";
import { describeRoutes, documentRoutes } from "./openapi.ts";
import { answerErrors } from "./problem.ts";
import { logRequests } from "./request-log.ts";
import { restRoutes } from "./rest.ts";
import { keepOwnAddresses, rememberRoutes } from "./routes.ts";
import { secure } from "./security.ts";
import { trpcRoutes } from "./trpc.ts";
import type { Spool } from "./upload/spool.ts";
import { uploadRoute } from "./upload/upload.ts";
import { servePage } from "./web.ts";
import type { Wire } from "./wire.ts";
import { zipRoute } from "./zip.ts";

/** What the service is over HTTP: the order below is the order a request meets it in. */
export async function createApp(wire: Wire, spool: Spool, streams: EventStreams): Promise<FastifyInstance> {
  const { config, telemetry } = wire.parts;
  const app = bareFastify(wire);
  const methodsOf = rememberRoutes(app);
  answerErrors(app, wire);
  logRequests(app);
  if (telemetry != null) observeRequests(app, telemetry);
  refuseUnusableHosts(app);
  answerPlainOptions(app, methodsOf);
  await allowOrigins(app, config);
  keepOwnAddresses(app, methodsOf);
  refuseWhileStopping(app, wire);
  endSilentRequests(app, wire);
  await secure(app, config);
  await guard(app, wire);
  await describeRoutes(app);

  const rest = app.withTypeProvider<ZodTypeProvider>();
  void app.register(async (scope) => {
    await scope.register(multipart, { throwFileSizeLimit: false });
    uploadRoute(scope.withTypeProvider<ZodTypeProvider>(), wire, spool);
  });
  restRoutes(rest, wire);
  zipRoute(rest, wire);
  fileRoute(rest, wire);
  sessionRoute(rest, wire);
  healthRoutes(app, wire);
  trpcRoutes(app, wire, streams);
  documentRoutes(app, wire);
  await servePage(app, wire, methodsOf);
  return app;
}

/** What comes over a connection that is still open is sent elsewhere; what is in hand goes on, and then its connection closes. */
function refuseWhileStopping(app: FastifyInstance, { stopping }: Wire): void {
  app.addHook("onRequest", async (request) => {
    if (stopping.aborted && !request.url.startsWith("/health/")) throw new Fault("stopping", "The server is stopping; try again.");
  });
  app.addHook("onSend", async (_request, reply, payload) => {
    if (stopping.aborted) reply.header("connection", "close");
    return payload;
  });
  app.addHook("onResponse", async (request) => {
    if (stopping.aborted) request.raw.socket.destroySoon();
  });
}

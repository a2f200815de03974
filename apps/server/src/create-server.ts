import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { createApplication } from "./create-application.ts";
import { createApp } from "./http/app.ts";
import { EventStreams } from "./http/event-streams.ts";
import { Spool } from "./http/upload/spool.ts";
import type { ServerParts } from "./parts.ts";
import { within } from "./within.ts";

export type { ServerParts } from "./parts.ts";

export interface Server {
  /** Resolves once it answers; `port` is the one it got, where `PORT` is 0. */
  start(): Promise<{ readonly address: string; readonly port: number }>;
  /** Takes nothing new, breaks off the event streams so that their clients turn elsewhere, finishes what is in hand, within `GRACE_SECONDS`. */
  stop(): Promise<void>;
}

/** The API from its parts; which technologies they are made of it does not know. The parts stay the caller's to close. */
export function createServer(parts: ServerParts): Server {
  const { config, log } = parts;
  const application = createApplication(parts);
  const stopping = new AbortController();
  const spool = new Spool(config.DATA_DIR);
  const streams = new EventStreams();
  let app: FastifyInstance | undefined;

  return {
    async start() {
      app = await createApp({ parts, application, stopping: stopping.signal }, spool, streams);
      await spool.open();
      await application.start();
      await app.listen({ port: config.PORT, host: config.HOST });
      const { address, port } = app.server.address() as AddressInfo;
      return { address, port };
    },
    async stop() {
      stopping.abort();
      const closed = app?.close() ?? Promise.resolve();
      streams.breakOff();
      await within(config.GRACE_SECONDS * 1000, closed).catch((err: unknown) => {
        log.warn({ err }, "requests were cut off: they took longer than GRACE_SECONDS");
        app?.server.closeAllConnections();
      });
      await application.stop();
      await spool.close();
    },
  };
}

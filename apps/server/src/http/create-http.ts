import type { AddressInfo } from "node:net";
import { within } from "@pixpress/contracts/within";
import { observeSteps } from "@pixpress/telemetry/steps";
import type { FastifyInstance } from "fastify";
import type { Application } from "../application.ts";
import type { ServerParts } from "../parts.ts";
import { createApp } from "./app.ts";
import { EventStreams } from "./event-streams.ts";
import { faultsNow } from "./health.ts";
import { Spool } from "./upload/spool.ts";

export interface Listening {
  readonly address: string;
  readonly port: number;
}

/** The application over HTTP. */
export interface Http {
  /** Resolves once it answers, with the port it got where `PORT` is 0. */
  listen(): Promise<Listening>;
  /** Takes nothing new, breaks off the event streams, finishes what is in hand, and cuts off what is not done within `GRACE_SECONDS`. */
  stop(): Promise<void>;
  /** What `/health/ready` says, for another port to say as well. */
  faults(): Promise<string[]>;
}

export function createHttp(parts: ServerParts, application: Application): Http {
  const { config, log } = parts;
  const stopping = new AbortController();
  const spool = observed(new Spool(config.DATA_DIR), parts);
  const streams = new EventStreams();
  let app: FastifyInstance | undefined;
  let stopped: Promise<void> | undefined;

  async function stop(): Promise<void> {
    stopping.abort();
    const closed = app?.close() ?? Promise.resolve();
    streams.breakOff();
    await within(config.GRACE_SECONDS * 1000, closed).catch((err: unknown) => {
      log.warn({ err }, "requests were cut off: they took longer than GRACE_SECONDS");
      app?.server.closeAllConnections();
    });
    await spool.close();
  }

  return {
    async listen() {
      await spool.open();
      app = await createApp({ parts, application, stopping: stopping.signal }, spool, streams);
      await app.listen({ port: config.PORT, host: config.HOST });
      const { address, port } = app.server.address() as AddressInfo;
      return { address, port };
    },
    stop: () => (stopped ??= stop()),
    async faults() {
      const begun = app?.server.listening === true || stopping.signal.aborted;
      return begun ? faultsNow({ application, stopping: stopping.signal }) : ["The server is starting."];
    },
  };
}

const observed = (spool: Spool, { telemetry }: ServerParts): Spool =>
  telemetry == null ? spool : observeSteps(spool, telemetry, { steps: { write: { span: "receive" } } });

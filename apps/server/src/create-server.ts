import { createApplication } from "./create-application.ts";
import { createHttp, type Listening } from "./http/create-http.ts";
import type { ServerParts } from "./parts.ts";
import { observeApplication } from "./telemetry/observe-application.ts";
import { observeParts } from "./telemetry/observe-parts.ts";

export type { ServerParts } from "./parts.ts";

export interface Server {
  /** Resolves once it answers, with the port it got where `PORT` is 0. */
  start(): Promise<Listening>;
  /** The first part of `stop`: takes nothing new, sends the readers of events elsewhere, answers what is in hand within `GRACE_SECONDS`. */
  stopAnswering(): Promise<void>;
  /** Stops answering; then finishes the results in hand and stops looking after tasks. */
  stop(): Promise<void>;
}

/** The API from its parts; which technologies they are made of it does not know. The parts stay the caller's to close. */
export function createServer(given: ServerParts): Server {
  const parts = observeParts(given);
  const application = observeApplication(createApplication(parts), parts.telemetry);
  const http = createHttp(parts, application);
  parts.telemetry?.health.watch(http.faults);

  return {
    async start() {
      await application.start();
      return http.listen();
    },
    stopAnswering: () => http.stop(),
    /** The application last: what is in hand still needs it. */
    async stop() {
      await http.stop();
      await application.stop();
    },
  };
}

import { createContext, use } from "react";
import type { ConnectionState } from "./tab-message.ts";

export interface Connection {
  readonly state: ConnectionState;
  /** Tries to connect at once. */
  reconnect(): void;
}

export const ConnectionContext = createContext<Connection>({ state: "connecting", reconnect: () => {} });

/** How the stream of live events is doing. */
export const useConnection = (): Connection => use(ConnectionContext);

import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { applyEvent, refreshAll } from "../../api/apply-event.ts";
import type { Client } from "../../api/client.ts";
import { trpc } from "../../api/trpc.ts";
import { ConnectionContext } from "./connection-context.ts";
import { eventSourceOf } from "./event-source.ts";
import { openSharedEvents, type SharedEvents } from "./shared-events.ts";
import type { ConnectionState } from "./tab-message.ts";

/** Keeps what the page knows up to date by live events, and tells its children how the connection is doing. */
export function EventsProvider({ client, children }: { client: Client; children: ReactNode }) {
  const utils = trpc.useUtils();
  const [state, setState] = useState<ConnectionState>("connecting");
  const events = useRef<SharedEvents>(null);

  useEffect(() => {
    const opened = openSharedEvents(eventSourceOf(client), (message) => {
      if (message.kind === "event") applyEvent(utils, message.event);
      if (message.kind === "started") refreshAll(utils);
      if (message.kind === "state") setState(message.state);
    });
    const reconnect = () => opened.reconnect();
    events.current = opened;
    window.addEventListener("online", reconnect);
    return () => {
      window.removeEventListener("online", reconnect);
      opened.close();
    };
  }, [client, utils]);

  const connection = useMemo(() => ({ state, reconnect: () => events.current?.reconnect() }), [state]);
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { BrowserRouter } from "react-router";
import type { Client } from "./api/client.ts";
import { trpc } from "./api/trpc.ts";
import { EventsProvider } from "./features/events/events-provider.tsx";
import { SessionContext } from "./features/session/session-context.ts";
import { SessionGate } from "./features/session/session-gate.tsx";
import type { SessionLock } from "./features/session/session-lock.ts";
import type { UploadRows } from "./features/upload/upload-rows.ts";
import { Pages } from "./pages.tsx";
import { cssVariables } from "./ui/css-variables.ts";
import { theme } from "./ui/theme.ts";

/** What the page is made of, apart from where it stands. */
export interface AppParts {
  readonly client: Client;
  readonly queryClient: QueryClient;
  readonly lock: SessionLock;
  readonly rows: UploadRows;
}

export function App({ client, queryClient, lock, rows }: AppParts) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <trpc.Provider client={client} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <SessionContext value={lock}>
            <EventsProvider client={client}>
              <BrowserRouter>
                <Pages rows={rows} />
              </BrowserRouter>
              <SessionGate />
            </EventsProvider>
          </SessionContext>
          <Notifications position="bottom-center" />
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>
  );
}

import type { AppRouter } from "@pixpress/contracts";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";

export type Client = TRPCClient<AppRouter>;

/** Calls the server at `baseUrl` (empty for the page's own origin); questions asked together travel together. */
export function createClient(baseUrl = ""): Client {
  const url = `${baseUrl}/trpc`;
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: httpBatchLink({ url, maxURLLength: 2000, maxItems: 12 }),
      }),
    ],
  });
}

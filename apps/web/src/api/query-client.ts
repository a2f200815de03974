import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { problemOf } from "../words/problem-of.ts";

/**
 * What was fetched stays good until an event or a mutation says otherwise, so nothing is asked twice.
 * `networkMode: "always"`, since a server on this very machine answers without any network.
 */
export function createQueryClient(onUnauthorized: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (problemOf(error).reason === "unauthorized") onUnauthorized();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
        retry: (failures, error) => problemOf(error).mayHeal && failures < 3,
        retryDelay: (failures, error) => (problemOf(error).retryAfterSeconds ?? 2 ** failures) * 1000,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

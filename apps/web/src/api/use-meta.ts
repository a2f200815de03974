import { trpc } from "./trpc.ts";

/** What the server is and takes. */
export function useMeta() {
  return trpc.meta.useQuery();
}

import { trpc } from "./trpc.ts";

/** One image. */
export function useImage(id: string) {
  return trpc.images.get.useQuery({ id });
}

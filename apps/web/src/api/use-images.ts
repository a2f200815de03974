import { trpc } from "./trpc.ts";

/** Rows a page of the gallery holds. */
export const galleryPage = { limit: 60 } as const;

/** All images, newest first, a page at a time. */
export function useImages() {
  return trpc.images.list.useInfiniteQuery(galleryPage, { getNextPageParam: ({ nextCursor }) => nextCursor });
}

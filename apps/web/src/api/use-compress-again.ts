import { trpc } from "./trpc.ts";

/** Compresses an image once more by another recipe (or, after a failure, by the same). */
export function useCompressAgain() {
  const utils = trpc.useUtils();
  return trpc.tasks.create.useMutation({
    onSuccess: async ({ imageId }) => {
      await Promise.all([utils.images.get.invalidate({ id: imageId }), utils.images.list.invalidate()]);
    },
  });
}

import { trpc } from "./trpc.ts";

/** Takes a deletion back. */
export function useUndoDelete() {
  const utils = trpc.useUtils();
  return trpc.images.undo.useMutation({
    onSuccess: async (image) => {
      utils.images.get.setData({ id: image.id }, image);
      await utils.images.list.invalidate();
    },
  });
}

import { forgetImage } from "./forget-image.ts";
import { trpc } from "./trpc.ts";

/** Deletes an image; the answer says until when that can be undone. */
export function useDeleteImage() {
  const utils = trpc.useUtils();
  return trpc.images.delete.useMutation({ onSuccess: ({ imageId }) => forgetImage(utils, imageId) });
}

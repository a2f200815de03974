import type { RecipeInput } from "@pixpress/contracts";
import { uploadImage } from "@pixpress/contracts/upload-image";
import { useMutation } from "@tanstack/react-query";
import { trpc } from "./trpc.ts";
import { uploadByXhr } from "./upload-by-xhr.ts";

export interface WantedUpload {
  readonly file: File;
  readonly recipe: RecipeInput;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
  /** The same for each try of one upload: it happens once. */
  readonly idempotencyKey: string;
}

/** Uploads one image; the list of images is fetched anew when the server has it. */
export function useUploadImage(baseUrl = "") {
  const utils = trpc.useUtils();
  return useMutation({
    mutationKey: ["uploadImage"],
    mutationFn: ({ file, recipe, signal, onProgress, idempotencyKey }: WantedUpload) =>
      // The queue tries again by itself, and shows that it waits.
      uploadImage(baseUrl, file, recipe, { signal, idempotencyKey, retries: 0, transport: uploadByXhr(onProgress) }),
    onSuccess: () => {
      void utils.images.list.invalidate();
    },
  });
}

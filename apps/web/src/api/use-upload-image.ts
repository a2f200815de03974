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
}

/** Uploads one image; the list of images is fetched anew when the server has it. */
export function useUploadImage(baseUrl = "") {
  const utils = trpc.useUtils();
  return useMutation({
    mutationKey: ["uploadImage"],
    mutationFn: ({ file, recipe, signal, onProgress }: WantedUpload) =>
      uploadImage(baseUrl, file, recipe, { signal, transport: uploadByXhr(onProgress) }),
    onSuccess: () => {
      void utils.images.list.invalidate();
    },
  });
}

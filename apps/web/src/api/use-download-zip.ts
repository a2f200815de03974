import { maxZipImages } from "@pixpress/contracts/limits";
import { useMutation } from "@tanstack/react-query";
import { requestJson } from "./request-json.ts";
import { trpc } from "./trpc.ts";

/** Fetches the named images (`null`: the newest, as many as one archive holds) as one zip. */
export function useDownloadZip() {
  const utils = trpc.useUtils();
  return useMutation({
    mutationKey: ["downloadZip"],
    mutationFn: async (wanted: readonly string[] | null) => {
      const ids = wanted ?? (await utils.client.images.list.query({ limit: maxZipImages })).items.map(({ id }) => id);
      const response = await requestJson("/images/zip", { ids });
      return response.blob();
    },
  });
}

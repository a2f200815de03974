import { useDownloadZip } from "../../api/use-download-zip.ts";
import { showProblem } from "../../ui/show-problem.ts";
import { saveBlob } from "./save-blob.ts";

/** Saves the named images (`null`: the newest, as many as an archive holds) as one zip file. */
export function useSaveZip() {
  const { mutate, isPending } = useDownloadZip();
  const save = (ids: readonly string[] | null) =>
    mutate(ids, {
      onSuccess: (blob) => saveBlob(blob, "pixpress.zip"),
      onError: (error) => showProblem("The zip could not be made", error),
    });
  return { save, isPending };
}

import type { Finding } from "./finding.ts";
import type { FileFact, Snapshot } from "./snapshot.ts";

/** What nothing names any more: stored files, temporary files, and rows whose image is gone. */
export function orphaned({ files, images, tasks, results, temporary }: Snapshot): Finding[] {
  const finding = (about: string, says: string): Finding => ({ column: "orphaned", about, says });
  const living = images.filter(({ purged }) => !purged);
  const imageIds = new Set(living.map(({ id }) => id));
  const named = new Set([
    ...living.flatMap(({ key, outputs }) => [key, ...outputs.map((output) => output.key)]),
    ...tasks.filter(({ imageId }) => imageIds.has(imageId)).flatMap(({ outputs }) => outputs.map(({ key }) => key)),
  ]);
  return [
    ...files.filter(({ key }) => !named.has(key)).map(({ key }) => finding(key, "no row names this stored file")),
    ...temporary.map((path) => finding(path, "a temporary file or folder was left")),
    ...tasks.filter(({ imageId }) => !imageIds.has(imageId)).map(({ id }) => finding(id, "the task's image is gone")),
    ...results.filter(({ imageId }) => !imageIds.has(imageId)).map(({ taskId }) => finding(taskId, "the result's image is gone")),
  ];
}

/** Rows that name a file which is not stored, or not whole. An original that the fault took away is no finding. */
export function fileless({ files, images, tasks, uploads }: Snapshot): Finding[] {
  const stored = new Map(files.map(({ key, bytes }) => [key, bytes]));
  const takenAway = new Set(
    uploads
      .filter(({ expected }) => expected.end === "failed" && expected.reasons.includes("original_missing"))
      .flatMap(({ accepted }) => accepted.map(({ imageId }) => imageId)),
  );
  const missing = (about: string, file: FileFact): Finding[] => {
    const bytes = stored.get(file.key);
    if (bytes === undefined) return [{ column: "fileless", about, says: `${file.key} is not stored` }];
    if (bytes !== file.bytes) return [{ column: "fileless", about, says: `${file.key} has ${bytes} of ${file.bytes} bytes` }];
    return [];
  };
  return [
    ...images.flatMap(({ id, key, bytes, outputs, purged }) => [
      ...(purged || key === null || takenAway.has(id) ? [] : missing(id, { key, bytes: bytes ?? -1 })),
      ...(purged ? [] : outputs.flatMap((output) => missing(id, output))),
    ]),
    ...tasks.flatMap(({ id, outputs }) => outputs.flatMap((output) => missing(id, output))),
  ];
}

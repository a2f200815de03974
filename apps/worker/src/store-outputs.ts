import { extensions, type Output, type OutputError, type TaskMessage } from "@pixpress/contracts";
import type { EngineOutput, EngineReport } from "@pixpress/engine/child-pool";
import { type Storage, StorageError, type StoredFile } from "@pixpress/storage";

/** What became of each format of a task, its files in storage. */
export interface StoredReport {
  readonly outputs: Output[];
  readonly errors: OutputError[];
}

/** An output's key holds its content: equal outputs coincide, different ones never overwrite each other. */
function keyOf(
  { imageId, taskId }: Pick<TaskMessage, "imageId" | "taskId">,
  { hash, format }: Pick<EngineOutput, "hash" | "format">,
): string {
  return `compressed_images/${imageId}/${taskId}-${hash.slice(0, 32)}.${extensions[format]}`;
}

/**
 * Puts the engine's files into storage. A file that storage finds too large is that format's error; any other failure
 * rejects, once nothing is being read any more.
 */
export async function storeOutputs(
  storage: Storage,
  message: TaskMessage,
  report: EngineReport,
  signal: AbortSignal,
): Promise<StoredReport> {
  const files = new Map(report.outputs.map((output) => [keyOf(message, output), output.path]));
  const puts = [...files].map(async ([key, path]) => [key, await storage.put(key, path, { signal }).catch(tooLarge)] as const);
  const settled = await Promise.allSettled(puts);
  for (const put of settled) if (put.status === "rejected") throw put.reason;
  const stored = new Map(await Promise.all(puts));

  const outputs: Output[] = [];
  const errors = [...report.errors];
  for (const made of report.outputs) {
    const file = stored.get(keyOf(message, made));
    if (file) outputs.push(outputOf(made, file));
    else errors.push({ requested: made.requested, reason: "too_large", message: "The compressed file is larger than storage takes." });
  }
  return { outputs, errors };
}

function outputOf(made: EngineOutput, { key, url }: StoredFile): Output {
  const { path: _path, hash: _hash, ...told } = made;
  return { ...told, key, url };
}

function tooLarge(error: unknown): null {
  if (error instanceof StorageError && error.failure === "too_large") return null;
  throw error;
}

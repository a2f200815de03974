import type { Output, TaskResult } from "@pixpress/contracts";
import type { ServerParts } from "../parts.ts";

/** Removes the files of a result that does not stand, but for those the winner names. Originals are never among them. */
export async function removeLosers({ storage }: ServerParts, result: TaskResult, kept: readonly Output[]): Promise<void> {
  const named = new Set(kept.map(({ key }) => key));
  const prefix = `compressed_images/${result.imageId}/${result.taskId}-`;
  for (const { key } of result.outputs) {
    if (key.startsWith(prefix) && !named.has(key)) await storage.remove(key);
  }
}

import type { Output, PublicOutput, Task } from "@pixpress/contracts";
import type { ImageRow, TaskRow } from "@pixpress/db";
import type { Address } from "../addresses.ts";

/** A task as callers see it; what it saved is reckoned against its image's bytes. */
export function presentTask(row: TaskRow, originalBytes: number | null, address: Address): Task {
  return {
    id: row.id,
    imageId: row.imageId,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    revision: row.revision,
    recipe: row.recipe,
    reason: row.reason,
    attempts: [...row.attempts],
    outputs: row.outputs.map((output) => presentOutput(output, originalBytes, address)),
    errors: [...row.errors],
  };
}

/** An output as callers see it: without its key. */
export function presentOutput(output: Output, originalBytes: number | null, address: Address): PublicOutput {
  const { key: _key, ...shown } = output;
  return { ...shown, url: address(output.url), savedPercent: savedPercent(output.bytes, originalBytes) };
}

/** Percent, one decimal; 0 where the original's size was never recorded. */
function savedPercent(bytes: number, originalBytes: number | null): number {
  if (originalBytes === null || originalBytes === 0) return 0;
  return Math.round((1 - bytes / originalBytes) * 1000) / 10;
}

/** The sizes that tasks are reckoned against, by image. */
export const bytesOf = (images: readonly ImageRow[]): ReadonlyMap<string, number | null> =>
  new Map(images.map(({ id, bytes }) => [id, bytes]));

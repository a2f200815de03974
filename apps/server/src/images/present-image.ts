import type { Image } from "@pixpress/contracts";
import type { ImageRow, TaskRow } from "@pixpress/db";
import type { Address } from "../addresses.ts";
import { presentOutput } from "../tasks/present-task.ts";

/** An image as callers see it. Without a task (a row of an older service) its status is what its address tells. */
export function presentImage(row: ImageRow, newest: TaskRow | undefined, address: Address): Image {
  return {
    id: row.id,
    imageUrl: address(row.imageUrl),
    compressedUrl: row.compressedUrl === null ? null : address(row.compressedUrl),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    name: row.name,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    format: row.format,
    status: newest?.status ?? (row.compressedUrl === null ? "pending" : "completed"),
    taskId: newest?.id ?? row.taskId,
    outputs: row.outputs.map((output) => presentOutput(output, row.bytes, address)),
  };
}

import type { InputFormat, Output } from "@pixpress/contracts";
import type { ImageRow } from "../rows.ts";
import { type Moment, momentOf } from "./moment.ts";

/** A row of the table `images`. */
export interface ImageRecord {
  readonly id: string;
  readonly image_url: string;
  readonly compressed_url: string | null;
  readonly compressed_task_id: string | null;
  readonly outputs: string;
  readonly task_id: string | null;
  readonly key: string | null;
  readonly name: string | null;
  readonly bytes: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly pixels: number | null;
  readonly format: InputFormat | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly deleted_at: Moment;
  readonly purge_claimed_at: Moment;
  readonly purged_at: Moment;
}

export const imageColumns =
  "id, image_url, compressed_url, compressed_task_id, outputs, task_id, key, name, bytes, width, height, pixels, format, " +
  "created_at, updated_at, deleted_at, purge_claimed_at, purged_at";

/** The row as the port speaks of it. */
export function toImageRow(record: ImageRecord): ImageRow {
  const { id, key, name, bytes, width, height, pixels, format } = record;
  return {
    id,
    imageUrl: record.image_url,
    compressedUrl: record.compressed_url,
    compressedTaskId: record.compressed_task_id,
    outputs: JSON.parse(record.outputs) as Output[],
    taskId: record.task_id,
    key,
    name,
    bytes,
    width,
    height,
    pixels,
    format,
    createdAt: new Date(record.created_at),
    updatedAt: new Date(record.updated_at),
    deletedAt: momentOf(record.deleted_at),
    purgeClaimedAt: momentOf(record.purge_claimed_at),
    purgedAt: momentOf(record.purged_at),
  };
}

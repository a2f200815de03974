import type { Image, ImagesPage, PageOf } from "@pixpress/contracts";
import type { Database, ImageRow, TaskRow } from "@pixpress/db";
import type { Address } from "../addresses.ts";
import { presentImage } from "./present-image.ts";
import { visibleImage } from "./visible.ts";

/** The newest visible images after the cursor. */
export async function listImages(database: Database, { limit, cursor }: PageOf, address: Address): Promise<ImagesPage> {
  const rows = await database.images.list({ limit: limit + 1, ...(cursor !== undefined && { before: cursor }) });
  const page = rows.slice(0, limit);
  const newest = await newestTasks(database, page);
  return {
    items: page.map((row) => presentImage(row, newest.get(row.id), address)),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** One visible image. Throws a `Fault` (404) where there is none. */
export async function getImage(database: Database, id: string, address: Address): Promise<Image> {
  const row = await visibleImage(database, id);
  const newest = await newestTasks(database, [row]);
  return presentImage(row, newest.get(id), address);
}

/**
 * The newest task of each image, in one query. Rows of older services do not name it; only the unfinished ones among them
 * need it, for the address of a finished one tells its status.
 */
async function newestTasks(database: Database, rows: readonly ImageRow[]): Promise<ReadonlyMap<string, TaskRow>> {
  const named = rows.flatMap(({ taskId }) => (taskId === null ? [] : [taskId]));
  const unnamed = rows.filter(({ taskId, compressedUrl }) => taskId === null && compressedUrl === null);
  const found = named.length === 0 ? [] : await database.tasks.getMany(named);
  for (const { id } of unnamed) found.push(...(await database.tasks.ofImage(id)).slice(0, 1));
  return new Map(found.map((task) => [task.imageId, task]));
}

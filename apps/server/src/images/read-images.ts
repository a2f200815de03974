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

/** The newest task of each image, in one query; an image of an older service may have none. */
async function newestTasks(database: Database, rows: readonly ImageRow[]): Promise<ReadonlyMap<string, TaskRow>> {
  const ids = rows.flatMap(({ taskId }) => taskId ?? []);
  const tasks = ids.length === 0 ? [] : await database.tasks.getMany(ids);
  return new Map(tasks.map((task) => [task.imageId, task]));
}

import { Fault, type Task, type TasksPage, type TasksPageOf } from "@pixpress/contracts";
import type { Database } from "@pixpress/db";
import type { Address } from "../addresses.ts";
import { isVisible } from "../images/visible.ts";
import { bytesOf, presentTask } from "./present-task.ts";

/** The newest tasks after the cursor whose image is visible. A page may hold fewer than `limit` while images are being deleted. */
export async function listTasks(database: Database, { limit, cursor, status }: TasksPageOf, address: Address): Promise<TasksPage> {
  const wanted = { limit: limit + 1, ...(cursor !== undefined && { before: cursor }), ...(status !== undefined && { status }) };
  const rows = await database.tasks.list(wanted);
  const page = rows.slice(0, limit);
  const images = page.length === 0 ? [] : await database.images.getMany([...new Set(page.map(({ imageId }) => imageId))]);
  const bytes = bytesOf(images.filter(isVisible));
  return {
    items: page.filter(({ imageId }) => bytes.has(imageId)).map((row) => presentTask(row, bytes.get(row.imageId) ?? null, address)),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** One task of a visible image. Throws a `Fault` (404) where there is none. */
export async function getTask(database: Database, id: string, address: Address): Promise<Task> {
  const row = await database.tasks.get(id);
  const image = row === null || row.hidden ? null : await database.images.get(row.imageId);
  if (row === null || !isVisible(image)) throw new Fault("not_found", "There is no such task.");
  return presentTask(row, image.bytes, address);
}

import type { ImageRow, TaskRow } from "@pixpress/db";
import type { ListedFile } from "@pixpress/storage";
import type { ServerParts } from "../parts.ts";
import { purgeImage } from "./purge.ts";

/** The keys this service makes; anything else in storage is not its own and is left alone. */
const ownKey = /^(?<folder>images|compressed_images)\/(?<imageId>[0-9a-f]{24})\/(?:(?<taskId>[0-9a-f]{24})-)?[^/]+$/;

interface OwnFile {
  readonly key: string;
  readonly imageId: string;
  /** Null for an original. */
  readonly taskId: string | null;
}

/**
 * Removes those files that are certainly nobody's: their image and all its tasks are gone and no caller's key may bring them, or the image is a tombstone, or their
 * task is final and does not name them. On the way it meets images that have no task left, and gives them to the purge.
 * All files given are older than any upload can last.
 */
export async function judgeFiles(parts: ServerParts, listed: readonly ListedFile[]): Promise<void> {
  const files = listed.flatMap(({ key }) => ownFile(key) ?? []);
  if (files.length === 0) return;
  const { database, storage, log } = parts;
  // First the images, then the tasks: an upload stores its task before its image.
  const images = new Map((await database.images.getMany(distinct(files.map(({ imageId }) => imageId)))).map((row) => [row.id, row]));
  const wanted = distinct([...files.map(({ taskId }) => taskId), ...[...images.values()].map(({ taskId }) => taskId)]);
  const tasks = new Map((wanted.length === 0 ? [] : await database.tasks.getMany(wanted)).map((row) => [row.id, row]));
  for (const file of files) {
    const image = images.get(file.imageId);
    if (await isOrphan(parts, file, image, tasks)) {
      log.info({ key: file.key }, "a stored file that nothing names is removed");
      await storage.remove(file.key);
    } else if (image !== undefined && (await lacksTasks(parts, image, tasks))) {
      await purgeImage(parts, image);
      images.delete(image.id);
    }
  }
}

function ownFile(key: string): OwnFile | null {
  const { folder, imageId, taskId } = ownKey.exec(key)?.groups ?? {};
  if (imageId === undefined) return null;
  if (folder === "images") return { key, imageId, taskId: null };
  return taskId === undefined ? null : { key, imageId, taskId };
}

async function isOrphan(
  { database }: ServerParts,
  file: OwnFile,
  image: ImageRow | undefined,
  tasks: ReadonlyMap<string, TaskRow>,
): Promise<boolean> {
  if (image === undefined) {
    return (await database.tasks.ofImage(file.imageId)).length === 0 && !(await database.idempotencyKeys.names(file.imageId));
  }
  if (image.purgedAt !== null) return true;
  const task = file.taskId === null ? undefined : tasks.get(file.taskId);
  if (task === undefined || task.status === "pending") return false;
  return ![...task.outputs, ...image.outputs].some(({ key }) => key === file.key);
}

/** An image whose task recovery withdrew before the image came: nobody would ever work on it. */
async function lacksTasks({ database }: ServerParts, image: ImageRow, tasks: ReadonlyMap<string, TaskRow>): Promise<boolean> {
  if (image.taskId === null || tasks.has(image.taskId)) return false;
  return (await database.tasks.ofImage(image.id)).length === 0 && !(await database.idempotencyKeys.names(image.id));
}

const distinct = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))];

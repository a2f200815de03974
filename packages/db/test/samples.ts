import { type Output, recipe, type TaskResult } from "@pixpress/contracts";
import { unsearched } from "@pixpress/contracts/unsearched";
import type { Database, NewImage, NewTask } from "../src/database.ts";
import { newId } from "../src/id.ts";

/** A photo and its first task, as an upload records them. */
export function upload(): { image: NewImage; task: NewTask } {
  const id = newId();
  const task = newTask(id);
  const image: NewImage = {
    id,
    imageUrl: `/files/images/${id}.jpg`,
    taskId: task.id,
    key: `images/${id}.jpg`,
    name: "Über den Wolken.jpg",
    bytes: 123_456,
    width: 640,
    height: 480,
    pixels: 640 * 480,
    format: "jpeg",
  };
  return { image, task };
}

export function newTask(imageId: string): NewTask {
  return { id: newId(), imageId, recipe: recipe.parse({ formats: ["webp"], quality: { encoder: 80 } }) };
}

/** Stores an upload; its image and its first task. */
export async function stored(database: Database): Promise<{ imageId: string; taskId: string }> {
  const { image, task } = upload();
  await database.images.insertWithTask(image, task);
  return { imageId: image.id, taskId: task.id };
}

/** `count` uploads, oldest first. */
export async function storedMany(database: Database, count: number): Promise<{ imageId: string; taskId: string }[]> {
  const all = [];
  for (let n = 0; n < count; n++) all.push(await stored(database));
  return all;
}

function output(imageId: string, bytes: number): Output {
  return {
    requested: "webp",
    format: "webp",
    key: `compressed_images/${imageId}/${bytes}.webp`,
    url: `/files/compressed_images/${imageId}/${bytes}.webp`,
    bytes,
    width: 640,
    height: 480,
    ...unsearched,
    outcome: "compressed",
    outcomeReason: null,
    encoderQuality: 80,
    lossless: false,
    seconds: 0.25,
  };
}

/** A worker's answer; `sizes` are the bytes of its outputs. */
export function result(ids: { imageId: string; taskId: string }, sizes: readonly number[] = [4000]): TaskResult {
  const { imageId, taskId } = ids;
  const failed = sizes.length === 0;
  return {
    kind: "finished",
    version: 1,
    taskId,
    imageId,
    at: "2026-01-02T03:04:06.000Z",
    startedAt: "2026-01-02T03:04:05.000Z",
    status: failed ? "failed" : "completed",
    reason: failed ? "not_an_image" : null,
    outputs: sizes.map((bytes) => output(imageId, bytes)),
    errors: failed ? [{ requested: "webp", reason: "not_an_image", message: "It is no image." }] : [],
  };
}

/** Later than everything that is stored. */
export const soon = async (database: Database): Promise<Date> => new Date((await database.now()).getTime() + 60_000);

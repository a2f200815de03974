import { setTimeout as wait } from "node:timers/promises";
import type { AcceptedUpload, Image, Task } from "@pixpress/contracts";
import { uploadImage } from "@pixpress/contracts/upload-image";

/** Uploads bytes under a name. */
export function upload(url: string, bytes: Uint8Array, name: string): Promise<AcceptedUpload> {
  return uploadImage(url, new File([new Uint8Array(bytes)], name));
}

/** The answer's JSON; throws where the status is not a success. */
export async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** The task once it is final; throws where that takes longer than `seconds`. */
export async function finished(url: string, taskId: string, seconds = 60): Promise<Task> {
  const last = Date.now() + seconds * 1000;
  for (;;) {
    const task = await get<Task>(`${url}/tasks/${taskId}`);
    if (task.status !== "pending") return task;
    if (Date.now() > last) throw new Error(`task ${taskId} is still pending after ${seconds} s`);
    await wait(50);
  }
}

export const imageOf = (url: string, imageId: string) => get<Image>(`${url}/images/${imageId}`);

import type { Image, Task } from "@pixpress/contracts";

/** An image as it is once its task has changed; the same object where the task says nothing new of it. */
export function withTask(image: Image, task: Task): Image {
  if (task.imageId !== image.id) return image;
  // Ids grow with time: an older task's late news is not the image's.
  if (image.taskId !== null && task.id < image.taskId) return image;
  const changed: Image = { ...image, taskId: task.id, status: task.status, updatedAt: task.updatedAt };
  if (task.outputs.length === 0) return changed;
  const smallest = task.outputs.reduce((least, output) => (output.bytes < least.bytes ? output : least));
  return { ...changed, compressedUrl: smallest.url, outputs: task.outputs };
}

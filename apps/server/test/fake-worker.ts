import { createHash, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Output, TaskMessage, TaskResult } from "@pixpress/contracts";
import { unsearched } from "@pixpress/contracts/unsearched";
import { newId } from "@pixpress/db/id";
import type { Delivery } from "@pixpress/messaging";
import type { ServerParts } from "../src/parts.ts";

/** Stores a real file as the output of a run; equal contents get equal keys, as a worker's do. */
export async function storeOutput(parts: ServerParts, task: { imageId: string; taskId: string }, content: string): Promise<Output> {
  const path = join(parts.config.DATA_DIR, randomUUID());
  await writeFile(path, content);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 32);
  const { key, url, bytes } = await parts.storage.put(`compressed_images/${task.imageId}/${task.taskId}-${hash}.png`, path);
  return {
    requested: "original",
    format: "png",
    key,
    url,
    bytes,
    width: 1,
    height: 1,
    ...unsearched,
    outcome: "compressed",
    outcomeReason: null,
    encoderQuality: null,
    lossless: true,
    seconds: 0.01,
  };
}

/** The answer to a task: completed where it has outputs, else failed. */
export function resultOf(task: { imageId: string; taskId: string }, outputs: Output[], reason: string | null = null): TaskResult {
  const { taskId, imageId } = task;
  const at = new Date().toISOString();
  const status = outputs.length > 0 ? "completed" : "failed";
  return { kind: "finished", version: 1, taskId, imageId, at, startedAt: at, status, reason, outputs, errors: [] };
}

/** A worker without an engine: takes tasks of both lanes, checks that the original is there, stores a file, answers. Until it is stopped. */
export function startFakeWorker(
  parts: ServerParts,
  content: (message: TaskMessage) => string = ({ taskId }) => `small ${taskId}`,
): { stop(): Promise<void> } {
  const { messaging, storage } = parts;
  const run = async ({ message }: Delivery<TaskMessage>): Promise<void> => {
    const { taskId, imageId } = message;
    await messaging.results.send(`${taskId}-${newId()}`, { kind: "started", version: 1, taskId, imageId, at: new Date().toISOString() });
    await storage.stat(message.key);
    await messaging.results.send(taskId, resultOf(message, [await storeOutput(parts, message, content(message))]));
  };
  const consumers = [messaging.tasks, messaging.smallTasks].map((queue) => queue.consume(run, { concurrency: 2 }));
  return { stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))) };
}

import { type Event, type ResultMessage, recipe, type TaskMessage, type TaskSucceeded } from "@pixpress/contracts";
import { type MessagingConfig, messagingConfig } from "../src/config.ts";

let last = Date.now();

/** An id that no other test has. */
export const anId = (): string => (last++).toString(16).padStart(24, "0");

const at = "2026-01-02T03:04:05.000Z";

export function aTask(taskId = anId()): TaskMessage {
  return {
    version: 1,
    taskId,
    imageId: anId(),
    imageUrl: "/files/original.png",
    key: "images/original.png",
    format: "png",
    bytes: 1_000,
    pixels: 64,
    recipe: recipe.parse({}),
    createdAt: at,
  };
}

export const aResult = (taskId = anId()): ResultMessage => ({ kind: "started", version: 1, taskId, imageId: anId(), at });
export const anEvent = (imageId = anId()): Event => ({ kind: "image.deleted", changedAt: at, imageId });
export const aSuccess = (): TaskSucceeded => ({ imageId: anId(), taskId: anId(), compressedUrl: "/files/small.webp" });

/** A configuration whose queues and topic no other test has, and whose waits are short. */
export function aConfig(variables: Record<string, string> = {}): MessagingConfig {
  const name = `test-${anId()}`;
  return messagingConfig.parse({
    REDIS_QUEUE_NAME: name,
    TOPIC_NAME: `${name}-topic`,
    LEASE_SECONDS: "1",
    STALLED_SECONDS: "0.3",
    RESULT_RETRY_SECONDS: "0.05",
    ...variables,
  });
}

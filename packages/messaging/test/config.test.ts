import { expect, test } from "vitest";
import { messagingConfig, messagingFaults } from "../src/config.ts";

test("names that Redis or BullMQ would misread are refused", () => {
  for (const variable of ["REDIS_QUEUE_NAME", "TOPIC_NAME"]) {
    for (const name of ["a:b", "a b", ""])
      expect(messagingConfig.safeParse({ [variable]: name }).error?.issues[0]?.path).toEqual([variable]);
  }
});

test.each([
  ["image-queue", "image-queue"],
  ["image-queue", "image-queue-small"],
  ["image-queue", "image-queue-results"],
  ["topic.events", "topic"],
])("the queue %s and the topic %s, which would meet, are refused by the variable's name", (queue, topic) => {
  const config = messagingConfig.parse({ REDIS_QUEUE_NAME: queue, TOPIC_NAME: topic });
  expect(messagingFaults(config)).toMatchObject([{ variable: "TOPIC_NAME" }]);
});

test("the defaults are at peace", () => {
  expect(messagingFaults(messagingConfig.parse({}))).toEqual([]);
});

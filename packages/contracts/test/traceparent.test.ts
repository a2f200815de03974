import { expect, it } from "vitest";
import * as z from "zod";
import { taskMessage } from "../src/task-message.ts";
import { resultMessage, taskStarted } from "../src/task-result.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const ids = { taskId: "a".repeat(24), imageId: "b".repeat(24) };
const at = "2026-01-02T03:04:05.000Z";
const task = {
  version: 1,
  ...ids,
  imageUrl: "/files/a.png",
  key: "images/a.png",
  format: "png",
  bytes: 1,
  pixels: 1,
  recipe: { formats: ["auto"] },
  createdAt: at,
};
const started = { kind: "started", version: 1, ...ids, at };

it("a task and what is said of it may name their place in a trace", () => {
  expect(taskMessage.parse({ ...task, traceparent })).toMatchObject({ traceparent });
  expect(resultMessage.parse({ ...started, traceparent })).toMatchObject({ traceparent });
});

it.each([["a text that is none"], [7], [null], [`${traceparent}-more`]])("no message is refused for %s in its place", (wrong) => {
  expect(taskMessage.parse({ ...task, traceparent: wrong }).traceparent).toBeUndefined();
  expect(resultMessage.parse({ ...started, traceparent: wrong }).traceparent).toBeUndefined();
});

it("a process of a version that knows none takes the message, and leaves it out", () => {
  const { traceparent: _none, ...known } = taskStarted.shape;
  expect(z.object(known).parse({ ...started, traceparent })).toEqual(started);
});

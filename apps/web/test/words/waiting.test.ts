import { expect, it } from "vitest";
import { waitingSentence } from "../../src/words/waiting.ts";

it.each([
  [undefined, "Waiting in the queue"],
  [{ position: 0, estimatedSeconds: null }, "Next in the queue"],
  [{ position: 3, estimatedSeconds: null }, "Number 3 in the queue"],
  [{ position: 0, estimatedSeconds: 5 }, "Next in the queue, about 5 s"],
  [{ position: 12, estimatedSeconds: 70 }, "Number 12 in the queue, about 2 min"],
  [{ position: 900, estimatedSeconds: 7200 }, "Number 900 in the queue, about 2 h"],
])("a task at %j: %s", (queue, sentence) => {
  expect(waitingSentence(queue === undefined ? {} : { queue })).toBe(sentence);
});

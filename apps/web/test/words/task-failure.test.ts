import { expect, it } from "vitest";
import { mayRunAgain, missingFormats, taskFailure } from "../../src/words/task-failure.ts";

it.each([
  ["not_an_image", "This file is not an image that can be read.", false],
  ["too_many_pixels", "This image has more pixels than this server takes.", false],
  ["timed_out", "Compressing took longer than this server allows.", true],
  ["out_of_memory", "This image needs more memory than this server allows.", true],
  ["child_died", "Compressing failed several times over.", true],
  ["worker_crashed", "Compressing failed several times over.", true],
  ["original_missing", "The original file is gone.", false],
])("a task that failed by %s says so in a sentence, and whether another run may help", (reason, sentence, again) => {
  expect(taskFailure({ reason, errors: [] })).toBe(sentence);
  expect(mayRunAgain({ reason })).toBe(again);
});

it("where there are no words for the reason, the engine's own sentence stands", () => {
  const errors = [{ requested: "webp", reason: "too_large_for_format", message: "webp holds at most 16383 pixels a side." }];
  expect(taskFailure({ reason: "too_large_for_format", errors })).toBe("webp holds at most 16383 pixels a side.");
  expect(taskFailure({ reason: "some_new_reason", errors: [] })).toBe("The image could not be compressed.");
});

it("a task that brought only some of its files names the others", () => {
  const errors = [{ requested: "avif", reason: "too_large_for_format", message: "It is too large for AVIF." }];
  expect(missingFormats({ errors })).toBe("There is no AVIF file: It is too large for AVIF.");
});

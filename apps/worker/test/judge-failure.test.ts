import { EngineError } from "@pixpress/engine/child-pool";
import { MessagingError } from "@pixpress/messaging";
import { StorageError, type StorageFailure } from "@pixpress/storage";
import { describe, expect, it } from "vitest";
import { OriginalMissing } from "../src/fetch-original.ts";
import { judgeFailure } from "../src/judge-failure.ts";

const unreadable = new EngineError("decode", "not_an_image", "No picture in it.", { retryable: false });
const died = new EngineError("compress", "child_died", "The engine's process was ended by SIGKILL.", { retryable: true });
const storage = (failure: StorageFailure) => new StorageError("download", failure);
const noSpace = Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "mkdir" });

describe("a failure of the image", () => {
  it.each([1, 2, 3])("is answered at once, in run %d as in any other", (attempt) => {
    expect(judgeFailure(unreadable, attempt, false)).toEqual({ kind: "answer", reason: "not_an_image", message: "No picture in it." });
  });

  it("is that its original is gone", () => {
    expect(judgeFailure(new OriginalMissing(null), 1, false)).toMatchObject({ kind: "answer", reason: "original_missing" });
  });
});

describe("a failure of the child", () => {
  it.each([1, 2])("gets another attempt after attempt %d", (attempt) => {
    expect(judgeFailure(died, attempt, false)).toMatchObject({ kind: "attempt", reason: "child_died" });
  });

  it("is the answer after the third", () => {
    expect(judgeFailure(died, 3, false)).toMatchObject({ kind: "answer", reason: "child_died" });
  });
});

describe("an engine that cannot start", () => {
  const neverBegun = new EngineError("compress", "child_died", "It left before it could begin.", { retryable: true, begun: false });

  it("costs no image an attempt: the task waits, until it is too old", () => {
    expect(judgeFailure(neverBegun, 3, false)).toEqual({ kind: "hand_back" });
    expect(judgeFailure(neverBegun, 1, true)).toMatchObject({ kind: "answer", reason: "child_died" });
  });
});

describe("a failure of the surroundings", () => {
  const errors = [storage("unavailable"), storage("full"), storage("denied"), new MessagingError("results.send", true, null), noSpace];

  it.each(errors)("waits, however often it was tried (%s)", (error) => {
    expect(judgeFailure(error, 3, false)).toEqual({ kind: "hand_back" });
  });

  it.each(errors)("is the answer once the task is too old (%s)", (error) => {
    expect(judgeFailure(error, 1, true)).toMatchObject({ kind: "answer", reason: "storage_unavailable" });
  });
});

it("anything else is a bug, whatever the age", () => {
  expect(judgeFailure(new TypeError("x is not a function"), 1, false)).toEqual({ kind: "bug" });
  expect(judgeFailure(new TypeError("x is not a function"), 1, true)).toEqual({ kind: "bug" });
});

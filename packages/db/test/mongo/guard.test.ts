import { mongo } from "mongoose";
import { expect, it } from "vitest";
import { isRetryable } from "../../src/mongo/guard.ts";

const system = (code: string) => Object.assign(new Error("the system says so"), { code });

it.each([
  system("EPIPE"),
  system("ECONNRESET"),
  new mongo.MongoNetworkError("connection closed"),
  new mongo.MongoServerError({ message: "not primary", code: 10_107 }),
])("a connection that breaks is a matter of time (%#)", (error) => {
  expect(isRetryable(error)).toBe(true);
});

it.each([system("ENOENT"), new TypeError("a bug"), new mongo.MongoServerError({ message: "a duplicate", code: 11_000 })])(
  "a bug or a refusal does not go away by itself (%#)",
  (error) => {
    expect(isRetryable(error)).toBe(false);
  },
);

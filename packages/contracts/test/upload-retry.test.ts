import { describe, expect, it } from "vitest";
import { mayHeal, retryDelay } from "../src/upload-retry.ts";

describe("the wait before another try", () => {
  it("is never shorter than the server asked for, and never the same for all", () => {
    expect(retryDelay(1, { retryAfterSeconds: 4 }, 0)).toBe(4000);
    expect(retryDelay(5, { retryAfterSeconds: 4 }, 0.8)).toBe(4800);
  });
  it("doubles up to half a minute where the server names none", () => {
    const longest = [1, 2, 3, 4, 5, 6, 9].map((tries) => retryDelay(tries, { retryAfterSeconds: null }, 1));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(retryDelay(3, { retryAfterSeconds: null }, 0)).toBe(2000);
  });
});

it("a server that wants two minutes of rest or more is not waited for", () => {
  expect(mayHeal({ status: 503, retryAfterSeconds: 120 })).toBe(true);
  expect(mayHeal({ status: 503, retryAfterSeconds: 121 })).toBe(false);
});

import { afterEach, expect, it, vi } from "vitest";
import { newId } from "../src/id.ts";

afterEach(() => void vi.useRealTimers());

const later = "f0000000ffffffffffffffff";

it("an id sorts behind the one it comes after, even one of a clock that is ahead", () => {
  expect(newId(later) > later).toBe(true);
});

it("no two ids are equal that come after the same one", () => {
  const ids = Array.from({ length: 1000 }, () => newId(later));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
});

it("ids of one process are in the order in which they were made, also where the clock is set back in between", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const before = newId();
  vi.setSystemTime(Date.now() - 3_600_000);
  const ids = [before, ...Array.from({ length: 1000 }, () => newId())];
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
  // Their second is that of the last one before, not one more for each.
  expect(ids.at(-1)?.slice(0, 8)).toBe(before.slice(0, 8));
  vi.setSystemTime(Date.now() + 7_200_000);
  expect(newId() > (ids.at(-1) ?? "")).toBe(true);
});

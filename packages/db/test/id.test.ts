import { expect, it } from "vitest";
import { newId } from "../src/id.ts";

const later = "f0000000ffffffffffffffff";

it("an id sorts behind the one it comes after, even one of a clock that is ahead", () => {
  expect(newId(later) > later).toBe(true);
});

it("no two ids are equal that come after the same one", () => {
  const ids = Array.from({ length: 1000 }, () => newId(later));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
});

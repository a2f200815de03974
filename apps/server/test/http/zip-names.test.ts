import { expect, it } from "vitest";
import { uniqueNames } from "../../src/http/zip-names.ts";

it("repeated names are numbered, whatever their case, and never meet one that was there", () => {
  expect(uniqueNames(["a.jpg", "A.jpg", "a (2).jpg", "a.jpg", ".png", ".png"])).toEqual([
    "a.jpg",
    "A (2).jpg",
    "a (2) (2).jpg",
    "a (3).jpg",
    ".png",
    ".png (2)",
  ]);
});

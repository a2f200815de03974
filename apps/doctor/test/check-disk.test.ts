import { expect, it } from "vitest";
import { judgeSpace } from "../src/check-disk.ts";

it.each([
  ["room for ten of the largest uploads is enough", { bytes: 10_000, files: 5000 }, "ok"],
  ["a byte less is not", { bytes: 9_999, files: 5000 }, "mend"],
  ["a filesystem that takes hardly another file is named", { bytes: 10_000, files: 3 }, "mend"],
  ["one that does not count its files is believed", { bytes: 10_000, files: null }, "ok"],
] as const)("%s", (_, free, level) => {
  expect(judgeSpace("data", free, 1000).level).toBe(level);
});

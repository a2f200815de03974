import { expect, it } from "vitest";
import { fileSize } from "../../src/words/file-size.ts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [410_200, "410 kB"],
  [1_900_000, "1.9 MB"],
  [9_960_000, "10 MB"],
  [999_600, "1.0 MB"],
  [52_428_800, "52 MB"],
])("%i bytes are written as %s", (bytes, written) => {
  expect(fileSize(bytes)).toBe(written);
});

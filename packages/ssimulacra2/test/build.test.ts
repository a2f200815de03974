import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { arithmetics, compile } from "../build.ts";

it.each(arithmetics)("the committed %s module is what its source compiles to", async (arithmetic) => {
  const committed = readFileSync(new URL(`../src/${arithmetic}.wasm`, import.meta.url));
  expect(committed.equals(await compile(arithmetic))).toBe(true);
});

import { expect, it } from "vitest";
import { absoluteBy, asStored } from "../src/addresses.ts";

it("a path of the API gets the base, an absolute address stays what it is", () => {
  const address = absoluteBy("https://img.example");
  expect(address("/files/images/a/b.png")).toBe("https://img.example/files/images/a/b.png");
  expect(address("https://cdn.example/b.png")).toBe("https://cdn.example/b.png");
  expect(asStored("/files/images/a/b.png")).toBe("/files/images/a/b.png");
});

it("one base gives one function, however many have asked in between for how many bases", () => {
  const address = absoluteBy("https://img.example");
  expect(absoluteBy("https://img.example")).toBe(address);
  for (let host = 0; host < 500; host += 1) absoluteBy(`https://${host}.example`);
  expect(absoluteBy("https://img.example")("/files/a")).toBe(address("/files/a"));
});

import { expect, it } from "vitest";
import { endedByThemselves } from "../../src/check/ended-by-themselves.ts";

const apps = [
  { main: "server", leftByItself: [] },
  { main: "worker", leftByItself: [1, null] },
];

it("a process that nobody ended and that ended is told of, whatever came of it", () => {
  expect(endedByThemselves(apps)).toEqual(["worker ended by itself with 1", "worker ended by itself by a signal"]);
});

it("where the fault sends the signals, those that end otherwise", () => {
  expect(endedByThemselves(apps, true)).toEqual(["worker ended by itself with 1"]);
});

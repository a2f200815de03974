import { expect, it } from "vitest";
import { checkClock } from "../src/check-clock.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

it.each([
  ["the same moment", 0, "ok", "agree"],
  ["four seconds before", -4, "ok", "agree"],
  ["a moment while the question was on its way", 20, "ok", "agree"],
  ["a minute ahead of the answer", 90, "mend", "Redis is 60 seconds ahead of"],
  ["two minutes before the question", -120, "mend", "Redis is 120 seconds behind"],
] as const)("a clock that shows %s is judged", (_, theirs, level, words) => {
  const finding = checkClock("Redis", { before: at(0), theirs: at(theirs), after: at(30) });
  expect(finding).toMatchObject({ level, what: expect.stringContaining(words) });
});

import { expect, it } from "vitest";
import { SentRevisions } from "../../src/events/sent-revisions.ts";

it("only a higher revision of a task is news", () => {
  const sent = new SentRevisions(10);
  const told = [0, 1, 1, 0, 2].map((revision) => sent.isNews("a", revision));
  expect(told).toEqual([true, true, false, false, true]);
  expect(sent.isNews("b", 0)).toBe(true);
});

it("a full memory forgets the task it told of longest ago", () => {
  const sent = new SentRevisions(2);
  for (const [id, revision] of [
    ["a", 1],
    ["b", 1],
    ["a", 2],
    ["c", 1],
  ] as const)
    sent.isNews(id, revision);
  expect(sent.isNews("a", 2)).toBe(false);
  expect(sent.isNews("b", 1)).toBe(true);
});

import { describe, expect, it } from "vitest";
import { createScorer, score } from "../src/ssimulacra2.ts";
import { decode } from "./pairs.ts";

const part = { width: 121, height: 119 };
const stride = part.width * 3;

async function both() {
  return [await decode("kodak-3.webp", part), await decode("kodak-3-jpeg-q70.jpg", part)] as const;
}

describe("rows", () => {
  it.each([1, 3, 4, 7, 32, 200])("pushed %i at a time give the score of the whole picture", async (rows) => {
    const [reference, distorted] = await both();
    const scorer = createScorer(part.width, part.height);
    for (let at = 0; at < reference.data.length; at += rows * stride) {
      const band = [reference, distorted].map(({ data }) => new Uint8Array(data.subarray(at, at + rows * stride))) as [
        Uint8Array,
        Uint8Array,
      ];
      scorer.push(...band);
      for (const used of band) used.fill(0);
    }
    expect(scorer.finish()).toBe(score(reference, distorted));
  });

  it("of a picture lower than 8 pixels may be overwritten once they were pushed", async () => {
    const small = { width: 9, height: 2 };
    const [reference, distorted] = [await decode("kodak-3.webp", small), await decode("kodak-3-jpeg-q40.jpg", small)];
    const whole = score(reference, distorted);
    const scorer = createScorer(9, 2);
    scorer.push(reference.data, distorted.data);
    reference.data.fill(0);
    expect(scorer.finish()).toBe(whole);
  });

  it("of two pairs may come in turn", async () => {
    const [reference, distorted] = await both();
    const scorers = [createScorer(part.width, part.height), createScorer(part.width, part.height)];
    for (let at = 0; at < reference.data.length; at += 5 * stride) {
      scorers[0]?.push(reference.data.subarray(at, at + 5 * stride), distorted.data.subarray(at, at + 5 * stride));
      scorers[1]?.push(distorted.data.subarray(at, at + 5 * stride), reference.data.subarray(at, at + 5 * stride));
    }
    expect(scorers.map((scorer) => scorer.finish())).toEqual([score(reference, distorted), score(distorted, reference)]);
  });

  it("of a small picture after a large one are scored as if it had been the first", async () => {
    const [reference, distorted] = await both();
    const before = score(reference, distorted);
    const large = await decode("kodak-3.webp");
    score(large, large);
    expect(score(reference, distorted)).toBe(before);
  });
});

describe("memory", () => {
  it.each([
    [6000, 4000],
    [8660, 5774],
  ])("for %i by %i pixels is under 20 MB", (width, height) => {
    expect(createScorer(width, height).memoryBytes).toBeLessThan(20e6);
  });
});

describe("what the caller did wrong is said", () => {
  const rows = (count: number) => new Uint8Array(count * 30);

  it.each([
    ["invalid_size", () => createScorer(0, 10)],
    ["invalid_size", () => createScorer(10.5, 10)],
    ["not_whole_rows", () => createScorer(10, 10).push(new Uint8Array(31), new Uint8Array(31))],
    ["not_whole_rows", () => createScorer(10, 10).push(rows(2), rows(1))],
    ["too_many_rows", () => createScorer(10, 10).push(rows(11), rows(11))],
    ["rows_missing", () => createScorer(10, 10).finish()],
    [
      "finished",
      () => {
        const scorer = createScorer(10, 10);
        scorer.push(rows(10), rows(10));
        scorer.finish();
        scorer.finish();
      },
    ],
  ])("%s", (reason, wrong) => {
    expect(wrong).toThrow(expect.objectContaining({ name: "ScoreError", reason }));
  });
});

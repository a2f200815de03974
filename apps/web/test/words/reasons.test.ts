import type { Candidate, PublicOutput } from "@pixpress/contracts";
import { describe, expect, it } from "vitest";
import { candidateSentence } from "../../src/words/candidate-sentence.ts";
import { makingFacts } from "../../src/words/making-facts.ts";
import { metadataNames } from "../../src/words/metadata-names.ts";
import { reasonsOf } from "../../src/words/reasons.ts";
import { output } from "../rows.ts";

const candidate = (change: Partial<Candidate>): Candidate => ({
  format: "avif",
  lossless: false,
  outcome: "won",
  reason: null,
  bytes: 410,
  score: 78.2,
  encoderQuality: 60,
  seconds: 0.5,
  ...change,
});
const reached: PublicOutput = { ...output, search: "reached", target: 78, targetMet: true, score: 78.2 };
const three = [candidate({}), candidate({ format: "jpeg", outcome: "lost" }), candidate({ format: "webp", outcome: "skipped" })];

describe("why the file is what it is", () => {
  it("the format that was kept: the smallest file of the wanted score", () => {
    expect(reasonsOf({ format: "jpeg" }, reached)).toEqual(["It is the smallest JPEG found with a score of 78 or more."]);
  });

  it("auto: which format won, and against how many", () => {
    const [format] = reasonsOf({ format: "jpeg" }, { ...reached, requested: "auto", format: "avif", candidates: three });
    expect(format).toBe("AVIF gives the smallest file of this quality; 2 other ways of writing it were weighed.");
  });

  it("auto, where nothing came up to it: which came nearest", () => {
    const missed = { ...reached, search: "unreachable", targetMet: false, requested: "auto", candidates: three } as const;
    expect(reasonsOf({ format: "jpeg" }, missed)).toEqual([
      "No setting of this format comes closer to the original.",
      "JPEG came nearest to what you asked for; 2 other ways of writing it were weighed.",
    ]);
  });

  it("a type that is only read: why it became another", () => {
    expect(reasonsOf({ format: "heic" }, reached)[0]).toMatch(/^HEIC files are read and not written: a photo becomes a JPEG/);
  });

  it("nothing was lost: so it says", () => {
    const exact = { ...output, format: "png", lossless: true, score: 100, target: 78, search: null } as const;
    expect(reasonsOf({ format: "png" }, exact)).toEqual(["Every pixel is as it was."]);
  });

  it("the original stands: the reason for that alone", () => {
    const kept = {
      ...reached,
      outcome: "kept_original",
      outcomeReason: "not_worth_a_generation",
      requested: "auto",
      candidates: three,
    } as const;
    expect(reasonsOf({ format: "jpeg" }, kept)).toEqual([expect.stringMatching(/^The original was kept: it was compressed before/)]);
  });
});

it.each([
  [{ outcome: "won", reason: null }, "chosen"],
  [{ outcome: "won", reason: "out_of_time" }, "chosen, its search cut short by the time"],
  [{ outcome: "lost", reason: "larger" }, "larger"],
  [{ outcome: "lost", reason: "not_worth_a_generation" }, "saves too little for compressing it once more"],
  [{ outcome: "skipped", reason: "larger_by_probe" }, "not tried: a sample of it was larger"],
  [{ outcome: "failed", reason: "too_large_for_format" }, "failed: the picture is too large for this format"],
  [{ outcome: "skipped", reason: "some_new_reason" }, "not tried"],
] as const)("of a way that was weighed it says what became of it (%#)", (told, words) => {
  expect(candidateSentence(told)).toBe(words);
});

it("names what was removed from a file as people call it", () => {
  expect(metadataNames(["location", "camera", "thumbnail"])).toBe("where it was taken, camera details, embedded thumbnail");
});

describe("how a file was made", () => {
  it("the encoder's settings, the encodes, the time and where it went", () => {
    const stages = { decode: 0.2, search: 0.8, encode: 0.31, score: 0.04 };
    const made = { ...output, chroma: "4:4:4", encodes: 3, seconds: 1.35, stages } as const;
    expect(makingFacts(made)).toEqual([
      { name: "Encoder settings", text: "quality 70, colour 4:4:4" },
      { name: "Encoded", text: "3 times" },
      { name: "Time", text: "1.4 s (decode 0.2, search 0.8, encode 0.3)" },
    ]);
  });

  it("less effort than usual, and why", () => {
    const [settings] = makingFacts({ ...output, effort: 0, effortReason: "large_picture" });
    expect(settings?.text).toBe("quality 70, effort 0 (less than usual: the picture is large)");
  });

  it("nothing but the time where the original stands", () => {
    const kept = { ...output, outcome: "kept_original", lossless: true, encoderQuality: null } as const;
    expect(makingFacts(kept)).toEqual([{ name: "Time", text: "0.1 s" }]);
  });
});

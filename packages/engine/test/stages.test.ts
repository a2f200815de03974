import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { EngineOutput } from "../src/compress.ts";
import { film, filmDelays, opaque } from "./fixtures.ts";
import { photo } from "./painting.ts";
import { run } from "./run.ts";

const sum = ({ stages }: EngineOutput) => Object.values(stages ?? {}).reduce((total, seconds) => total + seconds, 0);
const png = () => opaque(photo).png().toBuffer();

describe("the seconds of an output, by stage", () => {
  it.each([
    ["searched", { formats: ["jpeg", "webp"] }],
    ["searched at another size", { formats: ["avif", "jpeg"], maxWidth: 100 }],
    ["at the encoder's number", { formats: ["webp", "jpeg"], quality: { encoder: 70 }, maxWidth: 100 }],
    ["without loss", { formats: ["png"], quality: { target: 100 } }],
    ["in few colours within a budget", { formats: ["png"], maxBytes: 20_000 }],
    ["scaled to fit a budget", { formats: ["jpeg"], maxBytes: 600, allowDownscale: true }],
  ] as const)("are all told, and come to no more than it took: %s", async (_, wanted) => {
    const { outputs } = await run(await png(), { ...wanted, formats: [...wanted.formats] });
    expect(outputs).toHaveLength(wanted.formats.length);
    for (const output of outputs) {
      expect(output.stages?.encode).toBeGreaterThan(0);
      expect(sum(output)).toBeLessThanOrEqual(output.seconds);
    }
  });
  it.each([
    ["a picture that is scaled", png, { maxWidth: 100 }],
    ["a HEIC", () => readFile(new URL("files/foreign/notes.heic", import.meta.url)), {}],
    ["a film that is scaled", () => film().gif({ delay: filmDelays, loop: 3 }).toBuffer(), { maxWidth: 20 }],
  ] as const)("have the opening and scaling in the first output's decoding, and in no other's: %s", async (_, make, wanted) => {
    const { outputs } = await run(await make(), { formats: ["webp", "png"], quality: { encoder: 70 }, ...wanted });
    expect(outputs.map(({ stages }) => (stages?.decode ?? 0) > 0)).toEqual([true, false]);
  });
});

import { describe, expect, it } from "vitest";
import { decodeFailure, lacksMemory } from "../src/decode-failure.ts";
import type { Picture } from "../src/picture.ts";

const picture = { width: 100, height: 100, frames: 1 } as Picture;

describe("a decoder's failure", () => {
  it("means that the file is no image", () => {
    expect(decodeFailure(new Error("VipsJpeg: premature end of JPEG image"), picture)).toMatchObject({
      reason: "not_an_image",
      retryable: false,
    });
  });
  it.each([
    "vips_tracked: out of memory --- size == 120MB",
    "VipsJpeg: Insufficient memory (case 4)",
    "Could not allocate enough memory for raw output",
  ])("is worth another try where memory ran out: %s", (message) => {
    expect(decodeFailure(new Error(message), picture)).toMatchObject({ reason: "out_of_memory", retryable: true });
  });
  it("is worth another try where the room to decode cannot be had, whatever the decoder says", () => {
    const vast = { ...picture, width: 2 ** 26, height: 2 ** 26 };
    expect(lacksMemory(vast, "decode")).toBe(true);
    expect(decodeFailure(new Error("webp: unable to parse image"), vast)).toMatchObject({ reason: "out_of_memory", retryable: true });
  });
});

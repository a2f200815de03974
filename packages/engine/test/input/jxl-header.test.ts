import { describe, expect, it } from "vitest";
import { readJxlHeader } from "../../src/input/jxl-header.ts";
import { run } from "../run.ts";

/** A codestream's head from its fields, each a number and how many bits it takes. */
function head(...fields: readonly (readonly [value: number, bits: number])[]): Buffer {
  const bits = fields.flatMap(([value, count]) => Array.from({ length: count }, (_, bit) => Math.floor(value / 2 ** bit) & 1));
  const bytes = Buffer.alloc(40);
  bytes.writeUInt16BE(0xff_0a);
  for (const [index, bit] of bits.entries()) bytes[2 + (index >> 3)] = (bytes[2 + (index >> 3)] as number) | (bit << (index & 7));
  return bytes;
}
const large = (side: number) =>
  [
    [3, 2],
    [side - 1, 30],
  ] as const;
const allDefault = [1, 1] as const;

describe("the head of a JPEG XL", () => {
  it("names sides of any length", () => {
    expect(readJxlHeader(head([0, 1], ...large(30_000), [0, 3], ...large(7), allDefault))).toEqual({
      width: 7,
      height: 30_000,
      animated: false,
      srgb: true,
      hdr: false,
      colours: null,
    });
  });
  it("names small sides in eighths, and widths by a ratio", () => {
    expect(readJxlHeader(head([1, 1], [8, 5], [5, 3], allDefault))).toMatchObject({ width: 128, height: 72 });
  });
  it("names an animation", () => {
    const fields = [
      [0, 1],
      [1, 1],
      [0, 3],
      [0, 1],
      [0, 1],
      [1, 1],
    ] as const;
    expect(readJxlHeader(head([1, 1], [0, 5], [1, 3], ...fields))).toMatchObject({ animated: true });
  });
  it("that ends too early is a RangeError", () => {
    expect(() => readJxlHeader(Buffer.from("ff0a00", "hex"))).toThrow(RangeError);
  });
});

it("a JPEG XL too large for its decoder is refused, whatever the limits allow", async () => {
  const vast = head([0, 1], ...large(10_000), [0, 3], ...large(6000), allDefault);
  await expect(run(vast)).rejects.toMatchObject({ reason: "too_many_pixels" });
});

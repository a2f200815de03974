import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCopyright, writeCopyright } from "../../src/metadata/copyright.ts";

const name = fc.option(fc.string({ minLength: 1, unit: "grapheme" }).filter((value) => value.trim() === value && !value.includes("\0")));

describe("artist and copyright", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(name, name, (artist, copyright) => {
        const written = writeCopyright({ artist, copyright });
        const meant = artist === null && copyright === null ? null : { artist, copyright };
        expect(readCopyright(written)).toEqual(meant);
        expect(readCopyright(Buffer.concat([Buffer.from("Exif\0\0", "latin1"), written]))).toEqual(meant);
      }),
    );
  });
  it("are none where the bytes are anything else, and reading them ends", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const found = readCopyright(Buffer.concat([Buffer.from("MM\0*", "latin1"), bytes]));
        expect(found === null || found.artist !== null || found.copyright !== null).toBe(true);
      }),
    );
    const circle = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 8]);
    expect(readCopyright(circle)).toBeNull();
  });
});

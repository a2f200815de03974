import { describe, expect, it } from "vitest";
import { nameWithExtension, sanitiseName } from "../../src/http/file-name.ts";

describe("an upload's file name is kept", () => {
  it.each([
    ["photo.jpg", "photo.jpg"],
    ["Füße 2025 🏖.png", "Füße 2025 🏖.png"],
    ["/etc/passwd", "passwd"],
    ["..\\..\\evil.png", "evil.png"],
    ["a\u0000b\r\nc.png", "abc.png"],
    ["gpj.\u202eexe.png", "gpj.exe.png"],
    ["  spaces .png ", "spaces .png"],
    ["lone \ud800 surrogate.png", "lone \ufffd surrogate.png"],
  ])("%j becomes %j", (given, kept) => {
    expect(sanitiseName(given, "png")).toBe(kept);
  });

  it.each([undefined, "", "..", "/", "\u0001"])("nothing usable (%j) becomes a plain name", (given) => {
    expect(sanitiseName(given, "jpeg")).toBe("image.jpg");
  });

  it.each(["ü", "x", "👩‍👩‍👧"])("at most 255 bytes, between characters, its extension kept (%s)", (letter) => {
    const name = sanitiseName(`${letter.repeat(300)}.jpeg`, "jpeg");
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(name)).toBeGreaterThan(255 - 30);
    expect(name.replaceAll(letter, "")).toBe(".jpeg");
  });
});

describe("a download's extension tells what the file is", () => {
  it.each([
    ["photo.heic", "webp", "photo.webp"],
    ["photo.JPEG", "jpg", "photo.JPEG"],
    ["scan.tif", "tiff", "scan.tif"],
    ["report 1.2", "png", "report 1.2.png"],
    ["photo.png", "png", "photo.png"],
  ])("%s as %s is %s", (name, extension, expected) => {
    expect(nameWithExtension(name, extension)).toBe(expected);
  });
});

import { describe, expect, it } from "vitest";
import { writeChunk } from "../src/strip/png.ts";
import { fixtures, open } from "./fixtures.ts";
import { landscape } from "./painting.ts";
import { run } from "./run.ts";

const text = (value: string) => Buffer.from(value, "latin1");
const media = (brand: string) => text(`\0\0\0\x14ftyp${brand}\0\0\0\0${brand}${"\0".repeat(100)}`);

describe("a file of another type is refused by its name", () => {
  it.each([
    ["SVG", text('<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ["PDF", text("%PDF-1.7\n")],
    ["a cursor", text("\0\0\x02\0\x01\0")],
    ["HTML", text("<!DOCTYPE html><html></html>")],
    ["zip", text("PK\x03\x04\0\0")],
    ["an ISO media file", media("isom")],
  ])("%s", async (name, file) => {
    await expect(run(file)).rejects.toMatchObject({
      name: "EngineError",
      reason: "unsupported_media",
      retryable: false,
      message: expect.stringContaining(name) as string,
    });
  });
});

describe("what is no image is refused", () => {
  it.each([
    ["an empty file", text("")],
    ["text", text("hello, I am an image")],
    ["a signature alone", text("\x89PNG\r\n\x1a\n")],
    ["the first box of a HEIC", media("heic")],
    ["the first bytes of a BMP", text("BM\x46\0\0\0")],
    ["the first bytes of an icon", text("\0\0\x01\0\x01\0")],
    ["the first bytes of a JPEG XL", text("\xff\x0a\0\0")],
    ["a JPEG XL of boxes without a picture", text("\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ")],
    ["a text of many comments, without trying them in every division", text(`${"<!---->".repeat(500)}x`)],
  ])("%s", async (_, file) => {
    await expect(run(file)).rejects.toMatchObject({ reason: "not_an_image", retryable: false });
  });

  const oneOfEach = ["jpeg", "png", "webp", "avif", "gif", "tiff"].map((format) => {
    const fixture = fixtures.find((candidate) => candidate.format === format);
    if (fixture === undefined) throw new Error(`no fixture of ${format}`);
    return [format, fixture] as const;
  });
  it.each(oneOfEach)("a %s cut off anywhere, rather than half a picture in grey", async (_, { make }) => {
    const { file } = await make();
    for (const share of [0.1, 0.5, 0.9, 0.98]) {
      const truncated = file.subarray(0, Math.floor(file.length * share));
      for (const formats of [["original"], ["auto"], ["webp"]] as const) {
        await expect(run(truncated, { formats: [...formats] }), `at ${share}`).rejects.toMatchObject({
          reason: "not_an_image",
          retryable: false,
        });
      }
    }
  });
});

describe("an image beyond the limits is refused before it is decoded", () => {
  const film = () => fixtures.find(({ name }) => name === "animated GIF")?.make() as ReturnType<(typeof fixtures)[number]["make"]>;

  it("counts the pixels of a picture", async () => {
    const file = await open(landscape).png().toBuffer();
    await expect(run(file, {}, { maxPixels: 96 * 64 - 1 })).rejects.toMatchObject({ reason: "too_many_pixels", retryable: false });
    await expect(run(file, {}, { maxPixels: 96 * 64 })).resolves.toMatchObject({ errors: [] });
  });
  it("counts the pixels of all frames", async () => {
    const { file } = await film();
    await expect(run(file, {}, { maxPixels: 40 * 30 * 4 - 1 })).rejects.toMatchObject({ reason: "too_many_pixels" });
    await expect(run(file, {}, { maxPixels: 40 * 30 * 4 })).resolves.toMatchObject({ errors: [] });
  });
  it("counts frames", async () => {
    await expect(run((await film()).file, {}, { maxFrames: 3 })).rejects.toMatchObject({ reason: "too_many_pixels" });
  });
  it("measures the sides", async () => {
    const file = await open(landscape).png().toBuffer();
    await expect(run(file, {}, { maxSide: 95 })).rejects.toMatchObject({ reason: "too_many_pixels" });
  });
  it("a small file of very many pixels", async () => {
    const small = await open(landscape).png().toBuffer();
    const header = Buffer.from(small.subarray(16, 29));
    header.writeUInt32BE(20_000, 0);
    header.writeUInt32BE(20_000, 4);
    const bomb = Buffer.concat([small.subarray(0, 8), writeChunk("IHDR", header), small.subarray(33)]);
    await expect(run(bomb)).rejects.toMatchObject({ reason: "too_many_pixels" });
  });
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentOf } from "../src/content.ts";
import { inspect } from "../src/inspect.ts";
import { film, opaque, open } from "./fixtures.ts";
import { drawing, fading, noise, paint, photo, stripes } from "./painting.ts";
import { limits, temporaryFolder } from "./run.ts";

async function contentOfFile(file: Buffer) {
  const path = join(await temporaryFolder(), "input");
  await writeFile(path, file);
  return contentOf((await inspect(path, limits)).picture);
}

/** A window with a title, text-like specks and a soft shadow, as of a screen. */
const screenshot = paint({ width: 400, height: 300 }, (x, y) => {
  if (y < 24) return [40, 60 + y, 90, 255];
  if (x % 7 < 2 && y % 14 < 8 && x > 40 && x < 300) return [30 + ((x * y) % 50), 30, 30, 255];
  return x > 380 ? [240 - (x - 380) * 4, 240, 240, 255] : [250, 250, 250, 255];
});

describe("content", () => {
  it("is a photograph where grain breaks every run of one colour", async () => {
    expect(await contentOfFile(await opaque(photo).png().toBuffer())).toBe("photo");
    expect(await contentOfFile(await opaque(photo).jpeg({ quality: 85 }).toBuffer())).toBe("photo");
    expect(await contentOfFile(await opaque(noise).toColourspace("b-w").png().toBuffer())).toBe("photo");
  });
  it("is a graphic where colours are few and run on", async () => {
    expect(await contentOfFile(await opaque(stripes).png().toBuffer())).toBe("graphic");
    expect(await contentOfFile(await opaque(screenshot).png().toBuffer())).toBe("graphic");
    expect(await contentOfFile(await opaque(screenshot).webp({ lossless: true }).toBuffer())).toBe("graphic");
  });
  it("is a graphic where there is transparency or a palette", async () => {
    expect(await contentOfFile(await open(fading).png().toBuffer())).toBe("graphic");
    expect(await contentOfFile(await open(drawing).png({ palette: true }).toBuffer())).toBe("graphic");
  });
  it("is a film where there is more than one frame", async () => {
    expect(await contentOfFile(await film().gif().toBuffer())).toBe("film");
  });
});

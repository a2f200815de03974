import { join } from "node:path";
import { recipe } from "@pixpress/contracts";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { openChildPool } from "../../src/pool/open-child-pool.ts";
import { general, limits, temporaryFolder } from "./stub-pool.ts";

const megabyte = 1024 ** 2;

/** A small file of 60 megapixels: what it costs shows only in the decoder. */
async function bomb(folder: string): Promise<string> {
  const path = join(folder, "bomb.png");
  await sharp({ create: { width: 10_000, height: 6000, channels: 3, background: "#3a6ea5" }, limitInputPixels: false })
    .png()
    .toFile(path);
  return path;
}

describe.runIf(process.platform === "linux")("an image whose decoding takes more memory than allowed", () => {
  it("ends with out_of_memory, and the pool goes on", async () => {
    const folder = temporaryFolder();
    const pool = openChildPool({ processes: 1, reserved: false, seconds: 60, memoryBytes: 128 * megabyte });
    try {
      const task = { input: await bomb(folder), outputFolder: temporaryFolder(), limits, recipe: recipe.parse({ formats: ["avif"] }) };
      await expect(pool.run(task, general)).rejects.toMatchObject({ name: "EngineError", reason: "out_of_memory", retryable: true });

      const input = join(folder, "small.png");
      await sharp({ create: { width: 64, height: 64, channels: 3, background: "#3a6ea5" } })
        .png()
        .toFile(input);
      const small = { ...task, input, outputFolder: temporaryFolder(), recipe: recipe.parse({ formats: ["webp"] }) };
      await expect(pool.run(small, general)).resolves.toMatchObject({ errors: [], outputs: [{ format: "webp", width: 64, height: 64 }] });
    } finally {
      await pool.close();
    }
  });
});

import sharp from "sharp";

/** A picture that compresses like a photograph: soft shapes and a little grain, different for every seed. */
export async function photo(seed: number, width = 320, height = 240): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < pixels.length; index += 1) {
    const [x, y] = [((index / 3) | 0) % width, (index / 3 / width) | 0];
    const wave = Math.sin((x + seed * 17) / 23) + Math.cos((y - seed * 5) / 31) + Math.sin((x * y) / 4000 + seed);
    pixels[index] = 128 + 38 * wave + ((index * 7919 + seed * 104_729) % 13);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

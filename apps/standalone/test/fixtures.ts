import sharp from "sharp";

/** A drawing with transparency, as a PNG. */
export async function drawing(): Promise<Buffer> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="120"><rect x="20" y="20" width="160" height="80" rx="20" fill="#3b5bdb"/></svg>';
  return sharp(Buffer.from(svg)).png({ compressionLevel: 1 }).toBuffer();
}

import sharp from "sharp";

const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: "#3a7" } });

export const png = (width = 8, height = 6): Promise<Buffer> => blank(width, height).png().toBuffer();
export const jpeg = (width = 8, height = 6, orientation = 1): Promise<Buffer> =>
  blank(width, height).withMetadata({ orientation }).jpeg().toBuffer();

/** One still picture of every format the service takes. */
export const pictures = {
  jpeg: (width: number, height: number) => blank(width, height).jpeg().toBuffer(),
  png: (width: number, height: number) => blank(width, height).png().toBuffer(),
  webp: (width: number, height: number) => blank(width, height).webp().toBuffer(),
  avif: (width: number, height: number) => blank(width, height).avif({ effort: 0 }).toBuffer(),
  gif: (width: number, height: number) => blank(width, height).gif().toBuffer(),
  tiff: (width: number, height: number) => blank(width, height).tiff().toBuffer(),
};

/** A moving picture: every frame another grey. */
export async function moving(format: "gif" | "webp", frames: number, width = 8, height = 6): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * frames * 3);
  for (let frame = 0; frame < frames; frame++)
    pixels.fill((frame * 37) % 256, frame * width * height * 3, (frame + 1) * width * height * 3);
  const image = sharp(pixels, { raw: { width, height: height * frames, channels: 3, pageHeight: height } });
  return format === "gif" ? image.gif().toBuffer() : image.webp({ lossless: true }).toBuffer();
}

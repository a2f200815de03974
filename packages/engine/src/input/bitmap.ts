import { Transformer } from "@napi-rs/image";
import type { Size } from "../picture.ts";
import { refuse } from "./refuse.ts";
import { type Pixels, withoutAlpha } from "./write-png.ts";

/** Decodes a BMP or an icon of one picture. Throws an `EngineError` where it is damaged. */
export async function decodeBitmap(file: Buffer, { width, height }: Size): Promise<Pixels> {
  const data = await new Transformer(file).rawPixels().catch((cause: unknown) => {
    throw refuse("not_an_image", "The image is damaged or incomplete.", cause);
  });
  const channels = data.length / (width * height);
  if (channels !== 3 && channels !== 4) throw refuse("not_an_image", "The image is not as large as its head says.");
  return { width, height, channels, data };
}

/** How much of a picture is seen: all of it, some, or nothing. */
export function opacityOf({ channels, data }: Pixels): "opaque" | "clear" | "mixed" {
  if (channels === 3) return "opaque";
  const first = data[3];
  for (let place = 7; place < data.length; place += 4) if (data[place] !== first) return "mixed";
  return first === 255 ? "opaque" : first === 0 ? "clear" : "mixed";
}

/** The same colours, all of them seen. */
export const opaque = ({ data, channels, ...size }: Pixels): Pixels => ({
  ...size,
  channels: 3,
  data: channels === 3 ? data : withoutAlpha(new Uint8ClampedArray(data.buffer, data.byteOffset, data.length)),
});

import { readFile, writeFile } from "node:fs/promises";
import { readHeader } from "../decode.ts";
import { metadataGroups } from "../metadata/groups.ts";
import type { Picture, Rewrite } from "../picture.ts";
import type { EngineLimits } from "../report.ts";
import { decodeBitmap, opacityOf, opaque } from "./bitmap.ts";
import { applyMask, type IconEntry, largestEntry, soleIcon } from "./icon-entries.ts";
import { plainPicture } from "./plain-picture.ts";
import { assertWithin, readWhole } from "./refuse.ts";
import { writePng } from "./write-png.ts";

/** What is known of an icon's largest picture, and how its pixels are had: sharp does not know the format. */
export async function inspectIco(path: string, limits: EngineLimits): Promise<{ picture: Picture; rewrite: Rewrite }> {
  const file = await readFile(path);
  const entry = readWhole(() => largestEntry(file));
  const { width, height, kind, body } = entry;
  assertWithin(limits, entry, 1);
  const plain = { path, bytes: file.length, width, height, format: "ico" } as const;
  if (kind === "bitmap") return { picture: plainPicture(plain), rewrite: rewriteBitmap(entry) };
  const header = await readHeader(body);
  const { hasAlpha: alpha, icc, space } = header;
  const [grey, sixteenBit] = [space === "b-w" || space === "grey16", space === "rgb16" || space === "grey16"];
  const groups = metadataGroups(header);
  const picture = {
    ...plainPicture({ ...plain, icc }),
    alpha,
    grey,
    sixteenBit,
    groups,
    annotated: groups.some((group) => group !== "profile"),
  };
  return {
    picture,
    rewrite: async (to) => {
      await writeFile(to, body);
      return {};
    },
  };
}

function rewriteBitmap(entry: IconEntry): Rewrite {
  return async (to) => {
    const pixels = await decodeBitmap(soleIcon(entry), entry);
    const seen = opacityOf(pixels) !== "clear" || applyMask(entry, pixels.data) ? pixels : opaque(pixels);
    const alpha = opacityOf(seen) !== "opaque";
    await writePng(to, alpha ? seen : opaque(seen), {});
    return { alpha };
  };
}

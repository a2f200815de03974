import type { OutputFormat, RecipeFormat } from "@pixpress/contracts";
import { outputFormats } from "@pixpress/contracts/limits";
import { type Content, codecOf, codecs } from "./codecs.ts";
import { contentOf } from "./content.ts";
import { readFewColours } from "./few-colours.ts";
import type { Picture } from "./picture.ts";

/** One way to encode a picture. */
export interface Candidate {
  readonly format: OutputFormat;
  readonly mode: "lossy" | "lossless";
}

/**
 * The ways of encoding that a requested format stands for; `auto` stands for those that suit the content, the likeliest winner first. Where a score
 * is wanted, a drawing is also written without loss in a format that has both: often that is smaller than a lossy file that comes near.
 */
export async function candidatesFor(requested: RecipeFormat, picture: Picture, isScored: boolean): Promise<readonly Candidate[]> {
  if (requested === "auto") return suitable(await contentOf(picture), picture);
  const usual = inUsualMode(requested === "original" ? await writableFormat(picture) : requested);
  const hasBoth = usual.mode === "lossy" && codecOf(usual.format).lossless !== null;
  const isDrawing = isScored && hasBoth && (await contentOf(picture)) === "graphic";
  return isDrawing ? [{ ...usual, mode: "lossless" }, usual] : [usual];
}

const inUsualMode = (format: OutputFormat): Candidate => ({ format, mode: codecOf(format).lossy === null ? "lossless" : "lossy" });

/** The picture's own format; what is not written (TIFF, HEIC, JPEG XL, BMP, ICO) becomes a PNG where that is exact and cheap or has alpha to keep. */
async function writableFormat(picture: Picture): Promise<OutputFormat> {
  const own = outputFormats.find((format) => format === picture.format);
  if (own !== undefined) return own;
  return picture.alpha || (await readFewColours(picture, picture)) !== null ? "png" : "jpeg";
}

/** What is surely cheap comes first, then what mostly wins: the others are encoded only where they may be smaller still. */
const order: readonly string[] = ["png lossless", "webp lossless", "avif lossy", "jpeg lossy", "webp lossy"];
/** A film's parts tell what the others would weigh, so there the likeliest winner comes first. */
const orderOfFilms: readonly string[] = ["webp lossy", "webp lossless", "gif lossy"];

/** Lossless pays for drawings only; a film may also stay what it is. */
function suitable(content: Content, picture: Picture): readonly Candidate[] {
  const formats = (Object.keys(codecs) as OutputFormat[]).filter((format) => codecOf(format).suits.includes(content));
  const candidates = formats.flatMap((format): readonly Candidate[] => {
    const { lossy, lossless } = codecOf(format);
    const wanted: Candidate[] = [];
    if (lossy !== null) wanted.push({ format, mode: "lossy" });
    if (lossless !== null && content !== "photo") wanted.push({ format, mode: "lossless" });
    return wanted;
  });
  const places = content === "film" ? orderOfFilms : order;
  const place = ({ format, mode }: Candidate) => places.indexOf(`${format} ${mode}`);
  const staysGif = content === "film" && picture.format === "gif";
  return [...candidates, ...(staysGif ? [inUsualMode("gif")] : [])].toSorted((a, b) => place(a) - place(b));
}

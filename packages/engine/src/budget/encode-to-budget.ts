import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Candidate } from "../candidates.ts";
import { codecOf } from "../codecs.ts";
import { assertHolds, type Encoding, encode, isFilm, type Work } from "../encode.ts";
import { isSearched, type Skipped } from "../search/encode-to-target.ts";
import { openPixels } from "../search/pixels.ts";
import { stripesOf } from "../search/sample.ts";
import { targetOf } from "../search/target.ts";
import { type Budget, bestTarget } from "./budget.ts";
import { coloursToBudget } from "./colours-to-budget.ts";
import { downscale } from "./downscale.ts";
import { filmToBudget } from "./film-to-budget.ts";
import { stillToBudget } from "./still-to-budget.ts";

/**
 * The quality below which fewer pixels look better at the same bytes, where those are allowed, measured for each codec (decision 124). Without that
 * leave the lowest there is.
 */
const lowestAtSize: Readonly<Partial<Record<OutputFormat, number>>> = { jpeg: 20, avif: 8 };
const lowestQuality = 1;

/** Encodes one candidate as the recipe wants it, or where that is too large, as the best file that fits the budget, in fewer pixels where those are allowed. */
export async function encodeToBudget(work: Work, candidate: Candidate, budget: Budget, best: Encoding | null): Promise<Encoding | Skipped> {
  const mayShrink = work.job.recipe.allowDownscale === true;
  const came = await encodeAtSize(work, candidate, { budget, mayShrink, best });
  if ("skipped" in came || came.fits === true || !mayShrink) return came;
  return downscale(work, came, budget, async (smaller) => {
    const again = await encodeAtSize(smaller, candidate, { budget, mayShrink, best: null });
    if ("skipped" in again) throw new Error("nothing is skipped where there is nothing better");
    return again;
  });
}

interface Wanted {
  readonly budget: Budget;
  readonly mayShrink: boolean;
  readonly best: Encoding | null;
}

async function encodeAtSize(work: Work, candidate: Candidate, { budget, mayShrink, best }: Wanted): Promise<Encoding | Skipped> {
  const { format } = candidate;
  const codec = codecOf(format);
  const lowest = (mayShrink ? lowestAtSize[format] : undefined) ?? lowestQuality;
  const film = isFilm(work.job, codec);
  assertHolds(format, work.job.size);
  if (candidate.mode === "lossy" && !film && isSearched(format)) return stillToBudget(work, format, { budget, lowest, best });
  const mode = codec[candidate.mode];
  const isFilling = targetOf(work.job.recipe) === bestTarget;
  const numbered = film && mode !== null && mode.qualities !== null;
  if (numbered && isFilling) return filmToBudget(work, candidate, mode, { budget, lowest });
  if (format === "png" && isFilling && (await isFarTooLarge(work, budget))) return coloursToBudget(work, format, budget, mayShrink);
  const usual = await encode(work, candidate, null);
  if ("skipped" in usual) return usual;
  if (usual.bytes <= budget.maxBytes) return { ...usual, fits: true };
  if (numbered) return filmToBudget(work, candidate, mode, { budget, lowest });
  if (format === "png" || format === "gif") return coloursToBudget(work, format, budget, mayShrink);
  return { ...usual, fits: false };
}

/** A quick deflate leaves less than so many times the bytes of the best packing. */
const quickOverPacked = 2.5;

/** True where a part of the picture, packed quickly, says that all of it will not fit without loss: packing takes a second a megabyte. */
async function isFarTooLarge({ prepared }: Work, { maxBytes }: Budget): Promise<boolean> {
  const pixels = await prepared.pixelsFor("png");
  const part = await stripesOf(pixels);
  const { length } = await openPixels(part).png({ compressionLevel: 1 }).toBuffer();
  return (length * pixels.height) / part.height > quickOverPacked * maxBytes;
}

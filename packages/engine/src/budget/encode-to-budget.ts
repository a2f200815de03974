import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Candidate } from "../candidates.ts";
import { codecOf } from "../codecs.ts";
import { assertHolds, type Encoding, encode, type Spent, type Work } from "../encode.ts";
import { isFilm } from "../encode-job.ts";
import type { Skipped } from "../search/encode-to-target.ts";
import { isSearched } from "../search/searched-codecs.ts";
import { targetOf } from "../search/target.ts";
import { noStages } from "../stages.ts";
import { alone, standingBy } from "../standing.ts";
import { type Budget, bestTarget } from "./budget.ts";
import { coloursToBudget } from "./colours-to-budget.ts";
import { downscale } from "./downscale.ts";
import { filmToBudget } from "./film-to-budget.ts";
import { mayFitExactly } from "./may-fit-exactly.ts";
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

const nothing: Spent = { encodes: 0, stages: noStages };

interface Wanted {
  readonly budget: Budget;
  readonly mayShrink: boolean;
  readonly best: Encoding | null;
}

async function encodeAtSize(work: Work, candidate: Candidate, wanted: Wanted): Promise<Encoding | Skipped> {
  const { budget, mayShrink, best } = wanted;
  const { format } = candidate;
  assertHolds(format, work.job.size);
  if (isFilm(work.job, codecOf(format))) return filmAtSize(work, candidate, wanted);
  const isFilling = targetOf(work.job.recipe) === bestTarget;
  if (candidate.mode === "lossy" && isSearched(format)) {
    const exact = format === "webp" && isFilling && best === null ? await exactWebp(work, budget) : null;
    if (exact !== null) return exact;
    return stillToBudget(work, format, { budget, lowest: (mayShrink ? lowestAtSize[format] : undefined) ?? lowestQuality, best });
  }
  if (format === "png" && isFilling && !(await mayFitExactly(work, "png", budget.maxBytes)))
    return coloursToBudget(work, format, { budget, mayShrink, spent: nothing });
  const usual = await encode(work, candidate, alone);
  if ("skipped" in usual) return usual;
  if (usual.bytes <= budget.maxBytes) return { ...usual, fits: true };
  if (format === "png" || format === "gif") return coloursToBudget(work, format, { budget, mayShrink, spent: usual });
  return { ...usual, fits: false };
}

/** What is wanted is tried first, unless that is simply the most that fits. A GIF that cannot be spared enough pixels gives up colours. */
async function filmAtSize(work: Work, candidate: Candidate, { budget, mayShrink, best }: Wanted): Promise<Encoding | Skipped> {
  const { format, mode } = candidate;
  const isFilling = targetOf(work.job.recipe) === bestTarget;
  if (best !== null && !work.deadline.leaves(0)) return { skipped: "out_of_time" };
  const standing = best === null || best.fits === true ? standingBy(best, null) : { ...alone, hasRival: true };
  const usual = isFilling && mode === "lossy" ? null : await encode(work, candidate, standing);
  if (usual !== null && "skipped" in usual) return usual;
  if (usual !== null && (mode === "lossless" || usual.bytes <= budget.maxBytes)) return { ...usual, fits: usual.bytes <= budget.maxBytes };
  const filled = await filmToBudget(work, format === "gif" ? "gif" : "webp", { budget, spent: usual ?? nothing });
  return format === "gif" && filled.fits === false ? coloursToBudget(work, "gif", { budget, mayShrink, spent: filled }) : filled;
}

/** Without loss, which nothing is better than; null where that does not fit. */
async function exactWebp(work: Work, { maxBytes }: Budget): Promise<Encoding | null> {
  const most = Math.min(maxBytes, work.job.picture.bytes);
  if (!(await mayFitExactly(work, "webp", most))) return null;
  const exact = await encode(work, { format: "webp", mode: "lossless" }, alone);
  return "skipped" in exact || exact.bytes > most ? null : { ...exact, fits: true };
}

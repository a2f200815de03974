import type { Candidate as Weighed } from "@pixpress/contracts";
import type { Candidate } from "./candidates.ts";
import type { Encoding } from "./encode.ts";
import { EngineError } from "./engine-error.ts";
import type { Skipped } from "./search/encode-to-target.ts";

/** Encodes a candidate, unless it has no chance against the best file so far, or would be of more bytes than could take the place of the original. */
export type Encode = (candidate: Candidate, best: Encoding | null, mostBytes: number | null) => Promise<Encoding | Skipped>;

/** What became of the candidates: the best file, or why there is none. */
export interface Weighing {
  readonly best: Encoding | EngineError;
  readonly candidates: Weighed[];
}
/** The same where nothing was encoded, for probes told of what could be that it could not take the place of the original. */
interface NoneSmaller {
  readonly best: null;
  readonly candidates: Weighed[];
}

type Weighted = { readonly candidate: Candidate; readonly seconds: number; readonly came: Encoding | Skipped | EngineError };

/** Encodes the candidates one after the other; what one cannot hold or do, another may. A fault of image or memory ends it all. */
export async function weigh(candidates: readonly Candidate[], encode: Encode): Promise<Weighing> {
  const weighing = await weighAgainst(candidates, encode, null);
  if (weighing.best === null) throw new Error("a picture needs a candidate that is not skipped");
  return weighing;
}

/** The same where the original may stay, unless something has no more than so many bytes. */
export async function weighAgainst(
  candidates: readonly Candidate[],
  encode: Encode,
  mostBytes: number | null,
): Promise<Weighing | NoneSmaller> {
  const weighed: Weighted[] = [];
  let best: Encoding | null = null;
  for (const candidate of candidates) {
    const started = performance.now();
    const came: Weighted["came"] = await encode(candidate, best, mostBytes).catch(orOfTheCodec);
    weighed.push({ candidate, seconds: (performance.now() - started) / 1000, came });
    if (isEncoding(came) && (best === null || isBetter(came, best))) best = came;
  }
  const told = weighed.map((one) => tell(one, best));
  const came = best ?? failureOf(weighed);
  return came === null ? { best: null, candidates: told } : { best: came, candidates: told };
}

/** What fits the budget goes before what does not, then what reaches the target; then fewer bytes, or where it is only missed the nearer score. */
function isBetter(one: Encoding, other: Encoding): boolean {
  if (one.fits !== other.fits) return one.fits === true;
  if (one.fits === false) return one.bytes < other.bytes;
  // Scores of different sizes cannot be compared; more pixels are more to see.
  if (one.scaledTo?.width !== other.scaledTo?.width) return widthOf(one) > widthOf(other);
  if (meets(one) !== meets(other)) return meets(one);
  return meets(one) ? one.bytes < other.bytes : (one.score ?? 0) > (other.score ?? 0);
}

const widthOf = ({ scaledTo }: Encoding): number => scaledTo?.width ?? Number.POSITIVE_INFINITY;

/** True where nothing says that it misses the score that is wanted. */
export const meets = ({ targetMet }: Encoding): boolean => targetMet !== false;

function orOfTheCodec(error: unknown): EngineError {
  const isOfTheCodec = error instanceof EngineError && !error.retryable && codecFaults.has(error.reason);
  if (isOfTheCodec) return error;
  throw error;
}

const codecFaults: ReadonlySet<string> = new Set(["too_large_for_format", "encode_failed"]);
const isEncoding = (came: Weighted["came"]): came is Encoding => !(came instanceof EngineError) && !("skipped" in came);

/** None where probes passed one over: it could still be encoded. */
function failureOf(weighed: readonly Weighted[]): EngineError | null {
  if (weighed.some(({ came }) => "skipped" in came)) return null;
  const failure = weighed.find(({ came }) => came instanceof EngineError)?.came;
  return failure instanceof EngineError ? failure : null;
}

function tell({ candidate: { format, mode }, seconds, came }: Weighted, best: Encoding | null): Weighed {
  const about = { format, lossless: mode === "lossless", seconds };
  const nothing = { bytes: null, score: null, encoderQuality: null };
  if (came instanceof EngineError) return { ...about, ...nothing, outcome: "failed", reason: came.reason };
  if ("skipped" in came) return { ...about, ...nothing, outcome: "skipped", reason: came.skipped };
  const { bytes, score, quality: encoderQuality, lossless } = came;
  const won = came === best;
  const lost = came.fits === false ? "over_budget" : meets(came) ? "larger" : meets(best ?? came) ? "target_not_reached" : "lower_score";
  return {
    ...about,
    lossless,
    bytes,
    score,
    encoderQuality,
    outcome: won ? "won" : "lost",
    reason: won ? (came.hasty ? "out_of_time" : null) : lost,
  };
}

import type { Encoding } from "./encode.ts";
import { meets } from "./weigh.ts";

/** What a candidate comes up against. */
export interface Standing {
  /** The bytes of what reaches the target already; null where nothing does. */
  readonly toBeat: number | null;
  /** The most bytes that could take the place of the original, by its header; null where it cannot be the result. */
  readonly mostBytes: number | null;
  /** True where there is a file to hand out without it. */
  readonly hasRival: boolean;
}

export const alone: Standing = { toBeat: null, mostBytes: null, hasRival: false };

export const standingBy = (best: Encoding | null, mostBytes: number | null): Standing => ({
  toBeat: best !== null && meets(best) ? best.bytes : null,
  mostBytes,
  hasRival: best !== null,
});

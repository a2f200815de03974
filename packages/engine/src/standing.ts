import type { Encoding } from "./encode.ts";
import { meets } from "./weigh.ts";

/** What a candidate comes up against. */
export interface Standing {
  /** The bytes of what reaches the target already; null where nothing does. */
  readonly toBeat: number | null;
  /** True where there is a file to hand out without it. */
  readonly hasRival: boolean;
}

export const alone: Standing = { toBeat: null, hasRival: false };

export const standingBy = (best: Encoding | null): Standing => ({
  toBeat: best !== null && meets(best) ? best.bytes : null,
  hasRival: best !== null,
});

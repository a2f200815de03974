import type { Asset } from "./cloudinary-assets.ts";
import type { Account } from "./cloudinary-signature.ts";

/** What one stand-in knows. */
export interface StandInState {
  readonly account: Account;
  readonly files: Map<string, Asset>;
  /** The ids and prefixes whose copies in the CDN a removal asked to drop. */
  readonly invalidated: string[];
  readonly maxBytes: number;
  readonly pageSize: number;
  /** Where files are delivered; known once it listens. */
  base: string;
}

import type { AcceptedUpload, RecipeInput } from "@pixpress/contracts";

/** How far a file is on its way to the server; what comes after `accepted` the task tells. */
type UploadState =
  | { readonly kind: "waiting" }
  | { readonly kind: "uploading"; readonly share: number }
  /** The server or the network was not there; it goes on by itself at `at` (milliseconds of the clock). */
  | { readonly kind: "paused"; readonly sentence: string; readonly at: number }
  | ({ readonly kind: "accepted" } & AcceptedUpload)
  | { readonly kind: "refused"; readonly sentence: string; readonly reason: string; readonly canRetry: boolean }
  /** The page was reloaded before the bytes had gone, and a page cannot keep them. */
  | { readonly kind: "lost" };

/** One file that a person gave to this page. */
export interface UploadRow {
  readonly key: string;
  /** Counts up: what came first is sent first. */
  readonly sequence: number;
  readonly name: string;
  readonly bytes: number;
  readonly recipe: RecipeInput;
  /** Null after a reload. */
  readonly file: File | null;
  readonly state: UploadState;
}

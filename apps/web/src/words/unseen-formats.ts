import type { InputFormat } from "@pixpress/contracts";

/** What browsers do not show (most of them). */
export const unseenFormats: ReadonlySet<string | null> = new Set(["tiff", "heic", "jxl"] satisfies InputFormat[]);

import type { Task } from "@pixpress/contracts";
import { fileSize } from "./file-size.ts";
import { formatNames, requestedName } from "./format-name.ts";
import { saving } from "./saving.ts";

/** What a finished task brought, such as "1.9 MB → 410 kB AVIF, 78% saved". */
export function resultSentence(originalBytes: number, { outputs, errors }: Pick<Task, "outputs" | "errors">): string {
  const best = outputs.reduce<(typeof outputs)[number] | null>(
    (least, output) => (least && least.bytes <= output.bytes ? least : output),
    null,
  );
  if (best === null) return "Done";
  const missing = errors.length === 0 ? "" : ` (without ${errors.map(({ requested }) => requestedName(requested)).join(", ")})`;
  if (best.outcome === "kept_original" && best.bytes === originalBytes) return `Already as small as it gets, kept as it was${missing}`;
  return `${fileSize(originalBytes)} → ${fileSize(best.bytes)} ${formatNames[best.format]}, ${saving(best.savedPercent)}${missing}`;
}

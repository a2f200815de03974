import type { Task } from "@pixpress/contracts";
import { requestedName } from "./format-name.ts";

const byReason: Readonly<Record<string, string>> = {
  not_an_image: "This file is not an image that can be read.",
  unsupported_media: "This kind of image is not supported.",
  too_many_pixels: "This image has more pixels than this server takes.",
  out_of_memory: "This image needs more memory than this server allows.",
  timed_out: "Compressing took longer than this server allows.",
  encode_failed: "This image could be read, and the encoder could not write it.",
  child_died: "Compressing failed several times over.",
  worker_crashed: "Compressing failed several times over.",
  storage_unavailable: "The server could not reach its storage for too long.",
  original_missing: "The original file is gone.",
};

/** What the same file and recipe would meet again. */
const lasting: ReadonlySet<string | null> = new Set([
  "not_an_image",
  "unsupported_media",
  "too_many_pixels",
  "too_large_for_format",
  "original_missing",
]);

/** Whether another run may do better. */
export const mayRunAgain = ({ reason }: Pick<Task, "reason">): boolean => !lasting.has(reason);

/** Which of the wanted files did not come, and why. */
export const missingFormats = ({ errors }: Pick<Task, "errors">): string =>
  errors.map(({ requested, message }) => `There is no ${requestedName(requested)} file: ${message}`).join(" ");

/** Why a task failed, as one sentence for a person. */
export function taskFailure({ reason, errors }: Pick<Task, "reason" | "errors">): string {
  return byReason[reason ?? ""] ?? errors[0]?.message ?? "The image could not be compressed.";
}

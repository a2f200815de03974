import type { Task } from "@pixpress/contracts";
import { requestedName } from "./format-name.ts";

const byReason: Readonly<Record<string, string>> = {
  not_an_image: "This file is not an image that can be read.",
  unsupported_media: "This kind of image is not supported.",
  too_many_pixels: "This image has more pixels than this server takes.",
  out_of_memory: "This image needs more memory than this server allows.",
  out_of_time: "Compressing took longer than this server allows.",
  worker_crashed: "Compressing failed several times over.",
  storage_unavailable: "The server could not reach its storage for too long.",
  not_found: "The original file is gone.",
};

/** Faults of the image itself: the same file would meet them again. */
const ofTheImage: ReadonlySet<string | null> = new Set(["not_an_image", "unsupported_media", "too_many_pixels"]);

/** Whether another run may do better. */
export const mayRunAgain = ({ reason }: Pick<Task, "reason">): boolean => !ofTheImage.has(reason);

/** Which of the wanted files did not come, and why. */
export const missingFormats = ({ errors }: Pick<Task, "errors">): string =>
  errors.map(({ requested, message }) => `There is no ${requestedName(requested)} file: ${message}`).join(" ");

/** Why a task failed, as one sentence for a person. */
export function taskFailure({ reason, errors }: Pick<Task, "reason" | "errors">): string {
  return byReason[reason ?? ""] ?? errors[0]?.message ?? "The image could not be compressed.";
}

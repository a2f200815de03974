import { HandBack } from "@pixpress/messaging";
import type { WorkerConfig } from "./settings.ts";

/** Gives a task back for a while that doubles each time; jittered, so that what failed together does not come back together. */
export function handBackLater(
  handBacks: number,
  config: Pick<WorkerConfig, "RETRY_FIRST_SECONDS" | "RETRY_MAX_SECONDS">,
  cause: unknown,
): HandBack {
  const longest = Math.min(config.RETRY_MAX_SECONDS, config.RETRY_FIRST_SECONDS * 2 ** Math.min(handBacks, 30));
  return new HandBack(Math.round(longest * 1000 * (0.5 + Math.random() / 2)), { cause });
}

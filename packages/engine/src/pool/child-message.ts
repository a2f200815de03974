import { output, outputError } from "@pixpress/contracts/output";
import * as z from "zod";
import type { EngineTask } from "../report.ts";

/** What the parent says to a child: run this. */
export interface TaskOrder {
  readonly task: EngineTask;
}

const text = z.string();
const report = z.object({
  outputs: z.array(output.omit({ key: true, url: true }).extend({ path: text, hash: z.string().regex(/^[0-9a-f]{64}$/) })),
  errors: z.array(outputError),
});
const reasons = [
  "not_an_image",
  "unsupported_media",
  "too_many_pixels",
  "too_large_for_format",
  "encode_failed",
  "child_died",
  "out_of_memory",
  "timed_out",
] as const;

/** What a child says: it is up, it has a report, it has an `EngineError`, or something happened that nobody foresaw. */
export const childMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready") }),
  z.object({ kind: z.literal("report"), report }),
  z.object({ kind: z.literal("failed"), operation: text, reason: z.enum(reasons), message: text, retryable: z.boolean() }),
  z.object({ kind: z.literal("broken"), message: text, stack: text }),
]);
export type ChildMessage = z.infer<typeof childMessage>;

import type * as z from "zod";
import { MessagingError } from "./messaging-error.ts";

/** The JSON of a message that its schema accepts; throws a `MessagingError` that no retry mends for any other. */
export function encode<T>(schema: z.ZodType<T>, message: T, operation: string): string {
  const parsed = schema.safeParse(message);
  if (!parsed.success) throw new MessagingError(operation, false, parsed.error);
  return JSON.stringify(parsed.data);
}

/** The message in a text, or null with the reason told. */
export function decode<T>(schema: z.ZodType<T>, text: string): { message: T } | { reason: string } {
  try {
    return parse(schema, JSON.parse(text));
  } catch {
    return { reason: "not JSON" };
  }
}

/** The message in a value from outside, or why it is none. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): { message: T } | { reason: string } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  return { reason: parsed.error.issues.map(({ path, message }) => [...path, message].join(" ")).join("; ") };
}

/** Throws for an id that a server of queues would refuse, so that all adapters refuse the same. */
export function checkId(id: string, operation: string): void {
  if (/^[^:\s]{1,200}$/.test(id) && String(Number.parseInt(id, 10)) !== id) return;
  throw new MessagingError(operation, false, new Error(`${JSON.stringify(id)} cannot be the id of a message`));
}

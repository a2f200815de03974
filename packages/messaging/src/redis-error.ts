import { MessagingError } from "./messaging-error.ts";

// What the server will say again however often it is asked; everything else (away, loading, full, read-only) passes.
const lasting = /^(ERR|WRONGTYPE|NOPERM|NOSCRIPT) /;

/** Runs a call; whatever it throws leaves as a `MessagingError`. */
export async function guard<R>(operation: string, call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof MessagingError) throw error;
    throw new MessagingError(operation, !(error instanceof Error && lasting.test(error.message)), error);
  }
}

/**
 * An error, or a reason of ours, as a span tells it: its kind, and the codes of ours and of the system. Its words stay in the log: they may
 * hold a path, an address or what a caller wrote.
 */
export function describeFailure(error: unknown): Readonly<Record<string, string | boolean>> {
  if (typeof error === "string") return { "error.type": error };
  if (!(error instanceof Error)) return { "error.type": "unknown" };
  const { reason, failure, operation, retryable, code } = error as Error & Record<string, unknown>;
  const told = { reason, failure, operation, retryable, code };
  const codes = Object.entries(told).filter((entry): entry is [string, string | boolean] => /^(string|boolean)$/.test(typeof entry[1]));
  return { "error.type": error.name, ...Object.fromEntries(codes.map(([name, value]) => [`pixpress.error.${name}`, value])) };
}

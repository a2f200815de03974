/** A plain route's refusal; `status` is 0 where no answer came. */
export class RequestError extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(message: string, answer: { status: number; reason: string }, options?: ErrorOptions) {
    super(message, options);
    this.name = "RequestError";
    this.status = answer.status;
    this.reason = answer.reason;
  }
}

/** Posts JSON to a route that tRPC does not speak; throws a `RequestError` unless it succeeds. */
export async function requestJson(path: string, body: unknown): Promise<Response> {
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, request).catch((cause: unknown) => {
    throw new RequestError("The server could not be reached.", { status: 0, reason: "unreachable" }, { cause });
  });
  if (response.ok) return response;
  const told = (await response.json().catch(() => ({}))) as { error?: string; reason?: string };
  throw new RequestError(told.error ?? `The server answered ${response.status}.`, {
    status: response.status,
    reason: told.reason ?? "unknown",
  });
}

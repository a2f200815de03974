import * as z from "zod";

/** What is told of a process, and to whom. Nothing, unless one of the two is set. */
export const telemetryConfig = z.object({
  /** Where Prometheus asks for `/metrics`; 0 is nowhere. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** The figures want no token: only this machine gets them unless told otherwise, whatever `HOST` says. */
  METRICS_HOST: z.string().default("127.0.0.1"),
  /** The collector that traces go to, by OTLP over HTTP; `/v1/traces` is added to it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  /** What the collector wants to see, such as `authorization=Bearer%20secret`, separated by commas. */
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .transform((text, context) => {
      const headers = text.split(",").map((pair) => /^\s*([!#$%&'*+\-.^\w`|~]+)\s*=(.*)$/.exec(pair));
      if (headers.every((header) => header !== null))
        return headers.map(([, name = "", value = ""]) => [name, decoded(value.trim())] as const);
      context.addIssue("must be pairs such as name=value, separated by commas");
      return z.NEVER;
    })
    .default([]),
  /** The part of new traces that is kept, from 0 to 1; a caller's trace is kept where the caller keeps it. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
});
export type TelemetryConfig = z.infer<typeof telemetryConfig>;

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

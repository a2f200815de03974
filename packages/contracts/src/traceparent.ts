import * as z from "zod";

/**
 * Where a message belongs in a trace: the W3C header `traceparent`. Not there without tracing; what is none is dropped, for no work may fail
 * of it. Older processes neither send nor read it.
 */
export const traceparent = z
  .string()
  .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
  .optional()
  .catch(undefined);

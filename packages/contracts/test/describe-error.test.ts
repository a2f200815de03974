import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { describeError, Fault, type Reason, reasons } from "../src/index.ts";

const statuses: Record<Reason, number> = {
  invalid_input: 400,
  invalid_multipart: 400,
  missing_file: 400,
  too_many_files: 400,
  unexpected_field: 400,
  invalid_recipe: 400,
  unauthorized: 401,
  not_found: 404,
  method_not_allowed: 405,
  undo_too_late: 409,
  too_large: 413,
  unsupported_media: 415,
  not_an_image: 422,
  idempotency_key_reused: 422,
  senseless_recipe: 422,
  too_many_pixels: 422,
  rate_limited: 429,
  backlog_full: 429,
  storage_full: 503,
  storage_unavailable: 503,
  database_unavailable: 503,
  messaging_unavailable: 503,
  stopping: 503,
  client_timeout: 408,
  internal: 500,
};

describe("a fault", () => {
  it.each(Object.keys(reasons) as Reason[])("%s has one status, and keeps its reason and sentence", (reason) => {
    expect(describeError(new Fault(reason, "A sentence."))).toEqual({
      status: statuses[reason],
      reason,
      message: "A sentence.",
      expected: true,
    });
  });
});

it("a fault that knows when it passes says so", () => {
  expect(describeError(new Fault("backlog_full", "A sentence.", { retryAfterSeconds: 7 }))).toMatchObject({ retryAfterSeconds: 7 });
});

describe("an unexpected error", () => {
  it.each([new Error("secret"), "secret", new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "secret" })])(
    "never shows its inside (%#)",
    (error) => {
      const description = describeError(error);
      expect(description).toMatchObject({ status: 500, reason: "internal", expected: false });
      expect(description.message).not.toContain("secret");
    },
  );
});

it("a wrong input is named by its path", () => {
  const { error } = z.object({ recipe: z.object({ maxWidth: z.int() }) }).safeParse({ recipe: { maxWidth: "wide" } });
  const description = describeError(new TRPCError({ code: "BAD_REQUEST", cause: error }));
  expect(description).toMatchObject({ status: 400, reason: "invalid_input" });
  expect(description.message).toMatch(/^recipe\.maxWidth: /);
});

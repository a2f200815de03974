import * as z from "zod";

/** A 24-hex ObjectId: its first eight digits are the second it was made in, so ids sort by time. */
export const id = z
  .string()
  .regex(/^[0-9a-f]{24}$/, "must be 24 lower-case hexadecimal digits")
  .describe("24 hexadecimal digits; ids sort by the second they were made in");
/** A moment in ISO 8601, UTC, with milliseconds. */
export const instant = z.iso.datetime().describe("A moment in UTC, with milliseconds");

export const byId = z.object({ id });

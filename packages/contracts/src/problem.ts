import * as z from "zod";

/** The body of every answer that is not a success, on the REST face. */
export const problem = z.object({
  error: z.string().describe("One sentence for a person"),
  reason: z.string().describe("A stable word for a program"),
  requestId: z.string().describe("Names this request in the server's log"),
});
export type Problem = z.infer<typeof problem>;

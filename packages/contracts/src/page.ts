import * as z from "zod";
import { id } from "./id.ts";
import { image } from "./image.ts";
import { maxPageSize } from "./limits.ts";
import { task, taskStatus } from "./task.ts";

/** Over REST it comes as text: decimal digits, and no other way in which a number can be written. */
const digits = (given: unknown) => (typeof given !== "string" || /^\d+$/.test(given) ? given : Number.NaN) as number;
const limit = z.preprocess(
  digits,
  z.coerce.number<number>().int().min(1).max(maxPageSize).describe(`At most so many rows; ${maxPageSize} where it is left out`),
);

/** Newest first; `cursor` is the id of the last row of the page before. */
export const pageOf = z.object({
  limit: limit.default(maxPageSize),
  cursor: id.optional().describe("The id of the last row of the page before"),
});
export const tasksPageOf = pageOf.extend({ status: taskStatus.optional().describe("Only tasks of this status") });
export type PageOf = z.infer<typeof pageOf>;
export type TasksPageOf = z.infer<typeof tasksPageOf>;

const nextCursor = id.nullable();
/** `nextCursor` is null on the last page. */
export const imagesPage = z.object({ items: z.array(image), nextCursor });
export const tasksPage = z.object({ items: z.array(task), nextCursor });
export type ImagesPage = z.infer<typeof imagesPage>;
export type TasksPage = z.infer<typeof tasksPage>;

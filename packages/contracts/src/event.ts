import * as z from "zod";
import { id, instant } from "./id.ts";
import { lanes } from "./limits.ts";
import { task } from "./task.ts";

/** Something about a task changed: the task as it is now. A reader drops a `revision` it already has. `lane` is for servers alone. */
export const taskChanged = z.object({ kind: z.literal("task.changed"), changedAt: instant, task, lane: z.enum(lanes).optional() });
/** An image was deleted, or its deletion became final. */
export const imageDeleted = z.object({ kind: z.literal("image.deleted"), changedAt: instant, imageId: id });
/** A deletion was undone. */
export const imageRestored = z.object({ kind: z.literal("image.restored"), changedAt: instant, imageId: id });
/** Too much changed to send one by one: fetch everything anew. */
export const reset = z.object({ kind: z.literal("reset"), changedAt: instant });

/** A live notice. It is a hint: the database is the record. Between servers addresses may be paths; callers get absolute ones. */
export const event = z.discriminatedUnion("kind", [taskChanged, imageDeleted, imageRestored, reset]);
export type TaskChanged = z.infer<typeof taskChanged>;
export type Event = z.infer<typeof event>;

/** What is published on the channel `TOPIC_NAME` when a task has succeeded, and only then. */
export const taskSucceeded = z.object({ imageId: id, taskId: id, compressedUrl: z.string() });
export type TaskSucceeded = z.infer<typeof taskSucceeded>;

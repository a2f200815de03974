import * as z from "zod";
import { id, instant } from "./id.ts";
import { maxZipImages } from "./limits.ts";
import { recipe } from "./recipe.ts";

const defaultRecipe = recipe.prefault({});

/** Compress an image again; without a recipe by the default one. */
export const createTask = z.object({ imageId: id, recipe: defaultRecipe });
export type CreateTask = z.infer<typeof createTask>;
/** The same as a REST body; the image is named by the path. */
export const createTaskBody = z.object({ recipe: defaultRecipe.describe("How to compress it; left out, the default one") }).prefault({});

/** `lastEventId` is the id of the last event that was seen, a moment of the database's clock. */
export const watch = z.object({ lastEventId: instant.optional() }).prefault({});
export type Watch = z.infer<typeof watch>;

/** A deletion, and until when it can be undone. */
export const deletion = z.object({ imageId: id.describe("The image"), undoUntil: instant.describe("Until when it can be undone") });
export type Deletion = z.infer<typeof deletion>;

export const zipRequest = z.object({ ids: z.array(id).min(1).max(maxZipImages).describe("The images whose smallest files are wanted") });
export type ZipRequest = z.infer<typeof zipRequest>;

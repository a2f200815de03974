import type { ImageRow } from "@pixpress/db";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asStored } from "../../src/addresses.ts";
import { finishFrom } from "../../src/finish/finish-from.ts";
import { listImages } from "../../src/images/read-images.ts";
import { resultOf } from "../fake-worker.ts";
import { replaced } from "../faulty.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** What an older service recorded of an image: its addresses and nothing else. */
const legacy = (row: ImageRow, compressedUrl: string | null, taskId: string | null): ImageRow => ({
  ...row,
  imageUrl: "https://cdn.example/a.png",
  compressedUrl,
  taskId,
  key: null,
  name: null,
  bytes: null,
  width: null,
  height: null,
  pixels: null,
  format: null,
});

it("images of an older service are shown, what it did not record being null", async () => {
  const { parts } = world;
  const failed = await world.upload();
  await finishFrom(parts, resultOf(failed, [], "not_an_image"));
  const [untold, completed] = [await world.upload(), await world.upload()];
  const [last, middle, first] = await parts.database.images.list({ limit: 10 });
  if (first === undefined || middle === undefined || last === undefined) throw new Error("an upload is missing");
  const address = "https://cdn.example/b.jpg";
  const rows = [legacy(last, address, null), legacy(middle, null, null), legacy(first, null, failed.taskId)];
  const database = replaced(parts.database, "images.list", () => async () => rows);
  const { items } = await listImages(database, { limit: 10 }, asStored);
  expect(items).toMatchObject([
    { id: completed.imageId, status: "completed", taskId: null, compressedUrl: address, bytes: null, outputs: [] },
    { id: untold.imageId, status: "pending", taskId: null, compressedUrl: null },
    { id: failed.imageId, status: "failed", taskId: failed.taskId, compressedUrl: null, name: null },
  ]);
});

it("a page costs one query for all its tasks", async () => {
  const { parts } = world;
  for (let index = 0; index < 3; index += 1) await world.upload();
  const asked: string[][] = [];
  const database = replaced(parts.database, "tasks.getMany", (getMany) => async (...ids) => {
    asked.push(...(ids as string[][]));
    return getMany(...ids);
  });
  await listImages(database, { limit: 10 }, asStored);
  expect(asked.map(({ length }) => length)).toEqual([3]);
});

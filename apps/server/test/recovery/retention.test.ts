import type { Event } from "@pixpress/contracts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { deleteExpired } from "../../src/recovery/retention.ts";
import { inSeconds, never, openWorld, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const day = 86_400;

it("images older than RETENTION_DAYS are deleted as a caller would, younger ones stay", async () => {
  const { parts } = world;
  const kept = { ...parts, config: { ...parts.config, RETENTION_DAYS: 7 } };
  const { imageId } = await world.upload();
  const events: Event[] = [];
  await parts.messaging.events.subscribe({ message: (event) => events.push(event), gap: () => undefined });
  await deleteExpired(kept, await inSeconds(parts, 6 * day), never);
  expect(await parts.database.images.get(imageId)).toMatchObject({ deletedAt: null });
  await deleteExpired(kept, await inSeconds(parts, 8 * day), never);
  expect(await parts.database.images.get(imageId)).toMatchObject({ deletedAt: expect.any(Date) });
  expect(events).toMatchObject([{ kind: "image.deleted", imageId }]);
});

it("nothing is ever deleted where it is 0", async () => {
  const { parts } = world;
  const { imageId } = await world.upload();
  await deleteExpired(parts, await inSeconds(parts, 10_000 * day), never);
  expect(await parts.database.images.get(imageId)).toMatchObject({ deletedAt: null });
});

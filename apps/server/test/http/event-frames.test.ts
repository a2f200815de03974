import type { Event } from "@pixpress/contracts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { absoluteBy } from "../../src/addresses.ts";
import { addressed, eventOf } from "../../src/events/event-of.ts";
import { eventFrame } from "../../src/http/event-frames.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  const { imageId, taskId } = await world.upload();
  const [image, task] = [await world.parts.database.images.get(imageId), await world.parts.database.tasks.get(taskId)];
  if (task === null) throw new Error("there is no task");
  event = eventOf(task, image);
});
afterEach(() => world.close());

const frameFor = (base: string) => eventFrame(event.changedAt, addressed(event, absoluteBy(base)));

it("an event is written once for all who reach the server by the same name, and anew for others", () => {
  expect(frameFor("https://img.example")).toBe(frameFor("https://img.example"));
  expect(frameFor("https://img.example")).not.toBe(frameFor("https://other.example"));
});

it("its frame is the event on one line and its id on the next", () => {
  const [data = "", id, ...rest] = frameFor("https://img.example").toString().split("\n");
  expect(JSON.parse(data.replace(/^data: /, ""))).toEqual(addressed(event, absoluteBy("https://img.example")));
  expect([id, ...rest]).toEqual([`id: ${event.changedAt}`, "", ""]);
});

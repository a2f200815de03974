import type { Task } from "@pixpress/contracts";
import { createTRPCQueryUtils } from "@trpc/react-query";
import { describe, expect, it } from "vitest";
import { applyEvent } from "../../src/api/apply-event.ts";
import { createClient } from "../../src/api/client.ts";
import { newerTask } from "../../src/api/newer-task.ts";
import { createQueryClient } from "../../src/api/query-client.ts";
import { galleryPage } from "../../src/api/use-images.ts";
import { imageOf, newTask } from "../rows.ts";

const task = newTask(5);
const image = imageOf(task, "/files/a");

function open() {
  const queryClient = createQueryClient(() => {});
  const utils = createTRPCQueryUtils({ queryClient, client: createClient("http://127.0.0.1:9") });
  utils.images.list.setInfiniteData(galleryPage, { pages: [{ items: [image], nextCursor: null }], pageParams: [null] });
  const changed = (change: Partial<Task>) =>
    applyEvent(utils, { kind: "task.changed", changedAt: task.updatedAt, task: { ...task, ...change } });
  const shown = () => utils.images.list.getInfiniteData(galleryPage)?.pages[0]?.items[0];
  return { utils, queryClient, changed, shown };
}

describe("an event", () => {
  it("changes the image it is about, without asking the server", () => {
    const { changed, shown } = open();
    changed({ revision: 1, status: "failed" });
    expect(shown()?.status).toBe("failed");
  });

  it("that was overtaken by a later revision changes nothing", () => {
    const { utils, changed, shown } = open();
    changed({ revision: 2, status: "completed" });
    changed({ revision: 1, status: "pending" });
    expect(shown()?.status).toBe("completed");
    expect(utils.tasks.get.getData({ id: task.id })?.revision).toBe(2);
  });

  it("of an older task leaves the image to its newest one", () => {
    const { changed, shown } = open();
    changed({ id: newTask(4).id, revision: 9, status: "failed" });
    expect(shown()?.status).toBe("pending");
  });

  it("of a deletion takes the image away", () => {
    const { utils, shown } = open();
    applyEvent(utils, { kind: "image.deleted", changedAt: task.updatedAt, imageId: image.id });
    expect(shown()).toBeUndefined();
  });

  it("of a deletion taken back has the image's tasks asked for again: they were gone with it", () => {
    const { utils, queryClient, changed } = open();
    changed({ revision: 1 });
    applyEvent(utils, { kind: "image.restored", changedAt: task.updatedAt, imageId: image.id });
    const known = queryClient.getQueryCache().findAll({ queryKey: [["tasks", "get"]] });
    expect(known.map(({ state }) => state.isInvalidated)).toEqual([true]);
  });
});

it("an answer that was asked for before an event does not undo it", () => {
  const late = { ...task, revision: 1 };
  const known = { ...task, revision: 2, status: "completed" as const };
  expect(newerTask(known, late)).toBe(known);
  expect(newerTask(late, known)).toBe(known);
});

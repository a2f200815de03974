import fc from "fast-check";
import { expect, test } from "vitest";
import type { TaskRow } from "../src/database.ts";
import type { Opened } from "./database.suite.ts";
import { result, soon, stored, storedMany } from "./samples.ts";

/** Lists, and how one walks them. */
export function pagesSuite(opened: Opened): void {
  test("pages of any size, one after the other, are the whole list, newest first", async () => {
    const all = (await storedMany(opened(), 13)).map(({ imageId }) => imageId).toReversed();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 15 }), async (limit) => {
        const seen: string[] = [];
        for (;;) {
          const before = seen.at(-1);
          const page = await opened().images.list({ limit, ...(before !== undefined && { before }) });
          expect(page.length).toBeLessThanOrEqual(limit);
          if (page.length === 0) break;
          seen.push(...page.map(({ id }) => id));
        }
        expect(seen).toEqual(all);
      }),
      { numRuns: 8 },
    );
  });

  test("an image that comes or goes between two pages shifts nothing", async () => {
    const all = await storedMany(opened(), 6);
    const first = await opened().images.list({ limit: 2 });
    await stored(opened());
    await opened().images.delete(first[0]?.id ?? "");
    const second = await opened().images.list({ limit: 2, before: first[1]?.id ?? "" });
    expect(second.map(({ id }) => id)).toEqual([all[3]?.imageId, all[2]?.imageId]);
  });

  test("tasks are listed by one status or by any, without those of deleted images", async () => {
    const [a, b, c] = await storedMany(opened(), 3);
    if (a === undefined || b === undefined || c === undefined) throw new Error("three were stored");
    await opened().tasks.finish(result(b));
    await opened().images.delete(c.imageId);
    const ids = (rows: TaskRow[]) => rows.map(({ id }) => id);
    expect(ids(await opened().tasks.list({ limit: 10 }))).toEqual([b.taskId, a.taskId]);
    expect(ids(await opened().tasks.list({ limit: 1, before: b.taskId }))).toEqual([a.taskId]);
    expect(ids(await opened().tasks.list({ limit: 10, status: "pending" }))).toEqual([a.taskId]);
    expect(ids(await opened().tasks.list({ limit: 10, status: "completed" }))).toEqual([b.taskId]);
    expect(ids(await opened().tasks.list({ limit: 10, status: "completed", before: b.taskId }))).toEqual([]);
  });

  test("retention finds visible images with a key, oldest first, made before the moment", async () => {
    const [a, b, c] = await storedMany(opened(), 3);
    await opened().images.delete(b?.imageId ?? "");
    const found = await opened().images.createdBefore(await soon(opened()), 10);
    expect(found.map(({ id }) => id)).toEqual([a?.imageId, c?.imageId]);
    expect(await opened().images.createdBefore(await soon(opened()), 1)).toHaveLength(1);
    expect(await opened().images.createdBefore(new Date(1), 10)).toEqual([]);
  });

  test("changes come in the order they were made, each page from the last one's end", async () => {
    const all = await storedMany(opened(), 5);
    await opened().tasks.start(all[1]?.taskId ?? "", new Date());
    const rows = await opened().tasks.changedAfter(new Date(0), 100);
    expect(rows).toHaveLength(5);
    const order = rows.map(({ changedAt, id }) => `${changedAt.toISOString()} ${id}`);
    expect(order).toEqual(order.toSorted());
    // A stand-in of MongoDB keeps moments finer than a row can tell them.
    const end = new Date((rows.at(-1)?.changedAt.getTime() ?? 0) + 1);
    expect(await opened().tasks.changedAfter(end, 100)).toEqual([]);
    expect(await opened().tasks.changedAfter(new Date(0), 2)).toEqual(rows.slice(0, 2));
  });

  test("changes of hidden tasks are told too", async () => {
    const ids = await stored(opened());
    const { changedAt } = (await opened().tasks.get(ids.taskId)) ?? { changedAt: new Date(0) };
    await opened().images.delete(ids.imageId);
    const rows = await opened().tasks.changedAfter(new Date(changedAt.getTime() - 1), 10);
    expect(rows).toMatchObject([{ id: ids.taskId, hidden: true, revision: 1 }]);
  });
}

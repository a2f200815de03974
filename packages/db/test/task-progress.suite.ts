import { expect, test } from "vitest";
import { newId } from "../src/id.ts";
import type { Opened } from "./database.suite.ts";
import { result, stored } from "./samples.ts";

const at = new Date("2026-01-02T03:04:05.678Z");
const attempt = (n: number) => ({ at: at.toISOString(), reason: "out_of_memory", message: `run ${n}` });

/** What happens to a task between its set-up and its end. */
export function taskProgressSuite(opened: Opened): void {
  test("a start and an attempt are noted, each raising the revision and never the clock backwards", async () => {
    const { taskId } = await stored(opened());
    const first = await opened().tasks.get(taskId);
    const started = await opened().tasks.start(taskId, at);
    expect(started).toMatchObject({ startedAt: at, runStartedAt: at, revision: 1, status: "pending" });
    const tried = await opened().tasks.addAttempt(taskId, attempt(1));
    expect(tried).toMatchObject({ attempts: [attempt(1)], revision: 2 });
    expect(await opened().tasks.get(taskId)).toEqual(tried);
    const moments = [first, started, tried].map((row) => row?.changedAt.getTime() ?? 0);
    expect(moments).toEqual(moments.toSorted((x, y) => x - y));
    // One write, but a server may read its clock for each of its fields.
    expect(tried?.updatedAt.getTime()).toBeGreaterThanOrEqual(started?.changedAt.getTime() ?? Number.NaN);
  });

  test("a start or an attempt that is told again is noted once", async () => {
    const { taskId } = await stored(opened());
    const started = await opened().tasks.start(taskId, at);
    expect(await opened().tasks.start(taskId, at)).toEqual(started);
    const tried = await opened().tasks.addAttempt(taskId, attempt(1));
    expect(await opened().tasks.addAttempt(taskId, attempt(1))).toEqual(tried);
    expect(tried).toMatchObject({ attempts: [attempt(1)], revision: 2 });
    expect(await opened().tasks.addAttempt(taskId, attempt(2))).toMatchObject({ attempts: [attempt(1), attempt(2)], revision: 3 });
  });

  test("a start whose death was counted and that is told again is no other run", async () => {
    const { taskId: id } = await stored(opened());
    const seen = await opened().tasks.start(id, at);
    if (seen === null) throw new Error("the task was pending");
    await opened().tasks.countCrash(seen);
    expect(await opened().tasks.start(id, at)).toMatchObject({ crashes: 1, runStartedAt: null, revision: 1 });
  });

  test("the last twenty attempts are kept", async () => {
    const { taskId } = await stored(opened());
    for (let n = 1; n <= 23; n++) await opened().tasks.addAttempt(taskId, attempt(n));
    const row = await opened().tasks.get(taskId);
    expect(row?.attempts.map(({ message }) => message)).toEqual(Array.from({ length: 20 }, (_, n) => `run ${n + 4}`));
    expect(row?.revision).toBe(23);
  });

  test("a final or a missing task takes neither start nor attempt", async () => {
    const ids = await stored(opened());
    const finished = await opened().tasks.finish(result(ids));
    for (const id of [ids.taskId, newId()]) {
      expect(await opened().tasks.start(id, at)).toBeNull();
      expect(await opened().tasks.addAttempt(id, attempt(1))).toBeNull();
    }
    expect(await opened().tasks.get(ids.taskId)).toEqual(finished);
  });

  test("a finish writes the result once; a repeat, or another result, changes nothing", async () => {
    const ids = await stored(opened());
    const brought = result(ids, [4000, 3000]);
    const finished = await opened().tasks.finish(brought);
    expect(finished).toMatchObject({ status: "completed", reason: null, revision: 1, open: true, runStartedAt: null });
    expect(finished?.outputs).toEqual(brought.outputs);
    expect(finished?.startedAt).toEqual(new Date("2026-01-02T03:04:05.000Z"));
    expect(finished?.finishedAt).toBeInstanceOf(Date);
    expect(await opened().tasks.finish(brought)).toEqual(finished);
    expect(await opened().tasks.finish(result(ids, []))).toEqual(finished);
  });

  test("a failure keeps its reason, what was wrong with each format, and the start that was noted", async () => {
    const ids = await stored(opened());
    await opened().tasks.start(ids.taskId, at);
    const brought = { ...result(ids, []), startedAt: null };
    const finished = await opened().tasks.finish(brought);
    expect(finished).toMatchObject({ status: "failed", reason: "not_an_image", errors: brought.errors, outputs: [], startedAt: at });
  });

  test("the finish of a task that is gone is null", async () => {
    expect(await opened().tasks.finish(result({ imageId: newId(), taskId: newId() }))).toBeNull();
  });

  test("twenty finishes at once raise the revision once", async () => {
    const ids = await stored(opened());
    const rows = await Promise.all(Array.from({ length: 20 }, (_, n) => opened().tasks.finish(result(ids, [1000 + n]))));
    expect(rows.every((row) => row?.revision === 1 && row.outputs[0]?.bytes === rows[0]?.outputs[0]?.bytes)).toBe(true);
  });

  test("of many servers that saw the same death, one counts it", async () => {
    const { taskId: id } = await stored(opened());
    await opened().tasks.start(id, at);
    const seen = await opened().tasks.get(id);
    if (seen === null) throw new Error("the task was stored");
    const counted = await Promise.all(Array.from({ length: 10 }, () => opened().tasks.countCrash(seen)));
    expect(counted.filter(Boolean)).toHaveLength(1);
    expect(await opened().tasks.get(id)).toMatchObject({ crashes: 1, runStartedAt: null, startedAt: at, revision: 1 });
  });

  test("a run that began since the look is not taken for the dead one", async () => {
    const { taskId: id } = await stored(opened());
    const seen = await opened().tasks.start(id, at);
    const later = new Date(at.getTime() + 1);
    await opened().tasks.start(id, later);
    if (seen === null) throw new Error("the task was pending");
    expect(await opened().tasks.countCrash(seen)).toBe(false);
    expect(await opened().tasks.get(id)).toMatchObject({ crashes: 0, runStartedAt: later });
  });

  test("a task that ended since the look has no death to count", async () => {
    const ids = await stored(opened());
    const seen = await opened().tasks.get(ids.taskId);
    await opened().tasks.finish(result(ids));
    if (seen === null) throw new Error("the task was stored");
    expect(await opened().tasks.countCrash(seen)).toBe(false);
  });
}

import { expect, test } from "vitest";
import { newId } from "../src/id.ts";
import type { Opened } from "./database.suite.ts";
import { result, storedMany } from "./samples.ts";

/** The decision on a task: an insert that only the first can make. */
export function resultsSuite(opened: Opened): void {
  test("the first result stands; a later one is answered with it", async () => {
    const ids = { imageId: newId(), taskId: newId() };
    const first = result(ids, [100]);
    expect(await opened().results.insertOnce(first)).toEqual(first);
    expect(await opened().results.insertOnce(result(ids, []))).toEqual(first);
    expect(await opened().results.get(ids.taskId)).toEqual(first);
    expect(await opened().results.get(newId())).toBeNull();
  });

  test("of twenty at once one wins, and all are told the same", async () => {
    const ids = { imageId: newId(), taskId: newId() };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => opened().results.insertOnce(result(ids, [n]))));
    expect(new Set(answers.map(({ outputs }) => outputs[0]?.bytes)).size).toBe(1);
    expect(await opened().results.get(ids.taskId)).toEqual(answers[0]);
  });

  test("an image's results go together, and no other's", async () => {
    const [a, b] = await storedMany(opened(), 2);
    if (a === undefined || b === undefined) throw new Error("two were stored");
    await opened().results.insertOnce(result(a));
    await opened().results.insertOnce(result(b));
    await opened().results.removeOfImage(a.imageId);
    expect(await opened().results.get(a.taskId)).toBeNull();
    expect(await opened().results.get(b.taskId)).not.toBeNull();
  });
}

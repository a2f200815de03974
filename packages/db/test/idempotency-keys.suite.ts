import { expect, test } from "vitest";
import type { KeyRecord, NewKeyRecord } from "../src/database.ts";
import { newId } from "../src/id.ts";
import type { Opened } from "./database.suite.ts";
import { soon } from "./samples.ts";

function record(more: Partial<NewKeyRecord> = {}): NewKeyRecord {
  const imageId = newId();
  return { scope: "upload", key: "a key", fingerprint: "f1", imageId, taskId: newId(imageId), ...more };
}

/** What a key began is decided once, and known for as long as its record lives. */
export function idempotencyKeysSuite(opened: Opened): void {
  test("the first claim of a key stands, with the database's time; a later one is answered with it", async () => {
    const first = record();
    const before = await opened().now();
    const claimed = await opened().idempotencyKeys.claim(first);
    expect(claimed).toEqual({ ...first, createdAt: claimed.createdAt });
    expect(claimed.createdAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(await opened().idempotencyKeys.claim(record({ fingerprint: "f2" }))).toEqual(claimed);
  });

  test("the record that holds a key is found by its scope and key, and no other is", async () => {
    expect(await opened().idempotencyKeys.find("upload", "a key")).toBeNull();
    const claimed = await opened().idempotencyKeys.claim(record());
    expect(await opened().idempotencyKeys.find("upload", "a key")).toEqual(claimed);
    expect(await opened().idempotencyKeys.find("upload", "another")).toBeNull();
    expect(await opened().idempotencyKeys.find("tasks", "a key")).toBeNull();
    await opened().idempotencyKeys.retire(claimed);
    expect(await opened().idempotencyKeys.find("upload", "a key")).toBeNull();
  });

  test("of fifty claims at once one stands, and all are told the same", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => opened().idempotencyKeys.claim(record())));
    expect(new Set(answers.map(({ imageId, taskId }) => `${imageId} ${taskId}`)).size).toBe(1);
  });

  test("another scope and another key are another record, to the last character of 255", async () => {
    const long = `${"k".repeat(254)}a`;
    const records = [record(), record({ scope: `tasks ${newId()}` }), record({ key: long }), record({ key: `${"k".repeat(254)}b` })];
    for (const one of records) expect((await opened().idempotencyKeys.claim(one)).taskId).toBe(one.taskId);
  });

  test("a retired record leaves its key to the next claim, and still names its ids", async () => {
    const old = await opened().idempotencyKeys.claim(record());
    await opened().idempotencyKeys.retire(old);
    const next = record();
    expect((await opened().idempotencyKeys.claim(next)).taskId).toBe(next.taskId);
    // A second server that saw the old one retires nothing any more.
    await opened().idempotencyKeys.retire(old);
    expect((await opened().idempotencyKeys.claim(record())).taskId).toBe(next.taskId);
    for (const { imageId, taskId } of [old, next]) expect(await opened().idempotencyKeys.names(imageId, taskId)).toBe(true);
  });

  test("an image and a task are named while a record with their ids lives, and no other", async () => {
    const { imageId, taskId } = await opened().idempotencyKeys.claim(record());
    expect(await opened().idempotencyKeys.names(imageId)).toBe(true);
    expect(await opened().idempotencyKeys.names(imageId, taskId)).toBe(true);
    expect(await opened().idempotencyKeys.names(imageId, newId())).toBe(false);
    expect(await opened().idempotencyKeys.names(newId())).toBe(false);
  });

  test("records older than a moment are removed, a bounded number at a time, retired ones too", async () => {
    const claimed: KeyRecord[] = [];
    for (const key of ["a", "b", "c"]) claimed.push(await opened().idempotencyKeys.claim(record({ key })));
    await opened().idempotencyKeys.retire(claimed[0] ?? record());
    const left = async () =>
      (await Promise.all(claimed.map(({ imageId }) => opened().idempotencyKeys.names(imageId)))).filter(Boolean).length;
    await opened().idempotencyKeys.removeBefore(claimed[0]?.createdAt ?? new Date(0), 10);
    expect(await left()).toBe(3);
    await opened().idempotencyKeys.removeBefore(await soon(opened()), 2);
    expect(await left()).toBe(1);
    await opened().idempotencyKeys.removeBefore(await soon(opened()), 2);
    expect(await left()).toBe(0);
  });
}

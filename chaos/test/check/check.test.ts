import { describe, expect, it } from "vitest";
import { check } from "../../src/check/check.ts";
import { type Column, countByColumn } from "../../src/check/finding.ts";
import { slowestRecovery } from "../../src/check/recovery.ts";
import type { ImageFact, Snapshot, TaskFact, Upload } from "../../src/check/snapshot.ts";
import { quiet } from "./quiet.ts";

const none = countByColumn([]);

const firstUpload = (change: Partial<Upload>) => (at: Snapshot) => ({
  uploads: at.uploads.map((row, index) => (index === 0 ? { ...row, ...change } : row)),
});
const firstImage = (change: Partial<ImageFact>) => (at: Snapshot) => ({
  images: at.images.map((row, index) => (index === 0 ? { ...row, ...change } : row)),
});
const firstTask = (change: Partial<TaskFact>) => (at: Snapshot) => ({
  tasks: at.tasks.map((row, index) => (index === 0 ? { ...row, ...change } : row)),
});

/** What was forged, and in which columns it must be found, how often. */
const forged: readonly [what: string, change: (at: Snapshot) => Partial<Snapshot>, found: Partial<Record<Column, number>>][] = [
  ["an upload that never got its 202", firstUpload({ accepted: [] }), { lost: 1, duplicated: 2 }],
  [
    "a valid image that failed",
    (at) => ({ ...firstTask({ status: "failed", reason: "worker_crashed", outputs: [] })(at) }),
    { lost: 1, duplicated: 1 },
  ],
  [
    "a bad image that failed for another reason",
    (at) => ({ tasks: at.tasks.map((task) => (task.id === "task3" ? { ...task, reason: "too_slow" } : task)) }),
    { lost: 1 },
  ],
  ["a bad image that completed", firstUpload({ expected: { end: "failed", reasons: ["not_an_image"] } }), { lost: 1 }],
  [
    "a completed task without an output",
    (at) => ({
      ...firstTask({ outputs: [] })(at),
      ...firstImage({ outputs: [] })(at),
      results: at.results.map((row) => (row.taskId === "task1" ? { ...row, outputs: [] } : row)),
      files: at.files.filter(({ key }) => !key.includes("task1")),
    }),
    { lost: 1 },
  ],
  ["a task that is not there", (at) => ({ tasks: at.tasks.slice(1) }), { lost: 1 }],
  ["an image that is not there", (at) => ({ images: at.images.slice(1) }), { lost: 1, orphaned: 4 }],
  [
    "an end that no event told",
    (at) => ({ events: at.events.filter(({ taskId, status }) => taskId !== "task1" || status === "pending") }),
    { lost: 1 },
  ],
  ["an image that does not show its result", firstImage({ compressedTaskId: null, outputs: [] }), { lost: 1 }],

  [
    "one key answered with two images",
    (at) => firstUpload({ accepted: [...(at.uploads[0]?.accepted ?? []), { imageId: "image9", taskId: "task9" }] })(at),
    { duplicated: 1 },
  ],
  ["an image nobody was told of", (at) => ({ uploads: at.uploads.slice(1) }), { duplicated: 2 }],
  [
    "an event that tells another end",
    (at) => ({ events: [...at.events, { taskId: "task1", revision: 3, status: "failed", outputs: [] }] }),
    { duplicated: 1 },
  ],
  [
    "an event that tells other files under the same revision",
    (at) => ({ events: [...at.events, { taskId: "task1", revision: 2, status: "completed", outputs: ["http://files/other"] }] }),
    { duplicated: 2 },
  ],
  ["two results for one task", (at) => ({ results: [...at.results, ...at.results.slice(0, 1)] }), { duplicated: 1 }],
  ["a final task for which no result stands", (at) => ({ results: at.results.slice(1) }), { duplicated: 1 }],
  [
    "a task that shows another result than the one that stands",
    (at) => ({ results: at.results.map((row) => (row.taskId === "task1" ? { ...row, outputs: [] } : row)) }),
    { duplicated: 2 },
  ],

  ["a pending task", firstTask({ status: "pending" }), { lost: 1, stuck: 1 }],
  ["a final task that is still open", firstTask({ open: true }), { stuck: 1 }],
  ["a final task that was never ready", firstTask({ ready: false }), { stuck: 1 }],
  ["a hidden task of an image that is not", firstTask({ hidden: true }), { stuck: 1 }],
  ["a message left in a queue", () => ({ queued: [{ queue: "image-queue", state: "delayed", id: "task1" }] }), { stuck: 1 }],
  [
    "a deletion that was not carried out",
    (at) => ({ ...firstUpload({ expected: { end: "gone" } })(at), ...firstImage({ deleted: true })(at) }),
    { stuck: 1 },
  ],
  ["a deletion that was forgotten", firstUpload({ expected: { end: "gone" } }), { stuck: 1 }],
  ["a living image that was deleted", firstImage({ deleted: true }), { lost: 1, stuck: 1 }],

  [
    "a stored file that no row names",
    (at) => ({ files: [...at.files, { key: "compressed_images/image1/task1-other.jpg", bytes: 1 }] }),
    { orphaned: 1 },
  ],
  [
    "the files, task and result of a tombstone",
    (at) => ({
      ...firstUpload({ expected: { end: "gone" } })(at),
      ...firstImage({ purged: true, key: null, compressedTaskId: null, outputs: [] })(at),
    }),
    { orphaned: 4 },
  ],
  ["a temporary file", () => ({ temporary: ["tmp/worker-host-1-abc/original"] }), { orphaned: 1 }],

  [
    "an original that is not stored",
    (at) => ({ files: at.files.filter(({ key }) => key !== "images/image1/original.jpg") }),
    { fileless: 1 },
  ],
  ["an output that is not stored", (at) => ({ files: at.files.filter(({ key }) => !key.includes("task1")) }), { fileless: 2 }],
  [
    "an output that is not whole",
    (at) => ({ files: at.files.map((file) => (file.key.includes("task1") ? { ...file, bytes: 3 } : file)) }),
    { fileless: 2 },
  ],

  [
    "an answer of 500",
    firstUpload({ answers: [{ asked: "the upload", status: 500, retryAfter: null, right: [202] }] }),
    { wrongAnswers: 1 },
  ],
  [
    "a 503 that does not say when to come again",
    firstUpload({ answers: [{ asked: "the upload", status: 503, retryAfter: null, right: [202] }] }),
    { wrongAnswers: 1 },
  ],
  [
    "a 400 for a valid image",
    firstUpload({ answers: [{ asked: "the upload", status: 400, retryAfter: "5", right: [202] }] }),
    { wrongAnswers: 1 },
  ],
];

describe("the check", () => {
  it("finds nothing where every promise was kept", () => {
    expect(check(quiet())).toEqual([]);
  });

  it.each(forged)("finds %s", (_, change, found) => {
    const at = quiet();
    expect(countByColumn(check({ ...at, ...change(at) }))).toEqual({ ...none, ...found });
  });

  it("finds nothing of a deletion that was carried out", () => {
    const at = quiet();
    const gone = {
      ...firstUpload({ expected: { end: "gone" } })(at),
      ...firstImage({ purged: true, key: null, outputs: [], deleted: true, claimed: true })(at),
      tasks: at.tasks.slice(1),
      results: at.results.slice(1),
      files: at.files.filter(({ key }) => !key.includes("image1")),
    };
    expect(check({ ...at, ...gone })).toEqual([]);
  });

  it("does not miss an original that the fault itself took away", () => {
    const at = quiet();
    const uploads = at.uploads.map((row) =>
      row.name === "3.jpg" ? { ...row, expected: { end: "failed" as const, reasons: ["original_missing"] } } : row,
    );
    const tasks = at.tasks.map((task) => (task.id === "task3" ? { ...task, reason: "original_missing" } : task));
    expect(check({ ...at, uploads, tasks, files: at.files.filter(({ key }) => key !== "images/image3/original.jpg") })).toEqual([]);
  });
});

describe("the slowest recovery", () => {
  it("is the longest wait from a 202 to its end", () => {
    expect(slowestRecovery(quiet())).toBe(2);
  });

  it("does not count the time in which something was away, nor count it twice", () => {
    const outages = [
      { from: 0, to: 1500 },
      { from: 1400, to: 2000 },
      { from: 2900, to: 9000 },
    ];
    expect(slowestRecovery({ ...quiet(), outages })).toBe(0.9);
  });

  it("is unknown where nothing ended", () => {
    expect(slowestRecovery({ ...quiet(), tasks: [] })).toBeNull();
  });
});

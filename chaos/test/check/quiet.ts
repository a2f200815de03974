import type { ImageFact, Snapshot, TaskFact, Upload } from "../../src/check/snapshot.ts";

/** Two images compressed and one that could not be: a service at rest that kept every promise. */
export function quiet(): Snapshot {
  return {
    uploads: [upload(1), upload(2), { ...upload(3), expected: { end: "failed", reasons: ["not_an_image"] } }],
    images: [image(1), image(2), { ...image(3), compressedTaskId: null, outputs: [] }],
    tasks: [task(1), task(2), { ...task(3), status: "failed", reason: "not_an_image", outputs: [] }],
    results: [
      { taskId: "task1", imageId: "image1", status: "completed", outputs: [output(1)] },
      { taskId: "task2", imageId: "image2", status: "completed", outputs: [output(2)] },
      { taskId: "task3", imageId: "image3", status: "failed", outputs: [] },
    ],
    queued: [],
    files: [original(1), original(2), original(3), output(1), output(2)],
    temporary: [],
    events: [
      { taskId: "task1", revision: 1, status: "pending", outputs: [] },
      { taskId: "task1", revision: 2, status: "completed", outputs: ["http://files/1"] },
      { taskId: "task1", revision: 2, status: "completed", outputs: ["http://files/1"] },
      { taskId: "task2", revision: 2, status: "completed", outputs: ["http://files/2"] },
      { taskId: "task3", revision: 2, status: "failed", outputs: [] },
    ],
    outages: [],
  };
}

const original = (n: number) => ({ key: `images/image${n}/original.jpg`, bytes: 1000 + n });
const output = (n: number) => ({ key: `compressed_images/image${n}/task${n}-hash.jpg`, bytes: 500 + n });

const image = (n: number): ImageFact => ({
  id: `image${n}`,
  ...original(n),
  compressedTaskId: `task${n}`,
  outputs: [output(n)],
  deleted: false,
  claimed: false,
  purged: false,
});

const task = (n: number): TaskFact => ({
  id: `task${n}`,
  imageId: `image${n}`,
  status: "completed",
  reason: null,
  outputs: [output(n)],
  ready: true,
  open: false,
  hidden: false,
  finishedAt: 3000,
});

const upload = (n: number): Upload => ({
  name: `${n}.jpg`,
  expected: { end: "completed" },
  accepted: [{ imageId: `image${n}`, taskId: `task${n}` }],
  acceptedAt: 1000 * n,
  answers: [
    { asked: "the upload", status: 503, retryAfter: "5", right: [202] },
    { asked: "the upload", status: 202, retryAfter: null, right: [202] },
  ],
});

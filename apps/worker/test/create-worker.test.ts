import { setTimeout as pause } from "node:timers/promises";
import type { ResultMessage } from "@pixpress/contracts";
import { HandBack, MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { failing, intercepted } from "./failing-storage.ts";
import { messageOf, openRoom } from "./worker-room.ts";

const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: "#808080", noise } });
const photo = await picture(640, 480).jpeg({ quality: 98 }).toBuffer();
const notAnImage = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]);
const unavailable = new StorageError("download", "unavailable");

const kinds = (said: readonly ResultMessage[]) => said.map(({ kind }) => kind);

describe("a task whose image can be compressed", () => {
  it("ends completed, its files in storage under keys of their content", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = await room.task(photo, { formats: ["original", "webp"] });
    await room.send(message);
    const result = await room.resultOf(message);
    expect(result).toMatchObject({ status: "completed", reason: null, errors: [], imageId: message.imageId });
    expect(result.outputs.map(({ requested, format }) => [requested, format])).toEqual([
      ["original", "jpeg"],
      ["webp", "webp"],
    ]);
    for (const { key, bytes, width, height, format } of result.outputs) {
      expect(key).toMatch(new RegExp(`^compressed_images/${message.imageId}/${message.taskId}-[0-9a-f]{32}\\.(jpg|webp)$`));
      const stored = await room.bytesOf(key);
      expect(stored.length).toBe(bytes);
      const { data, info } = await sharp(stored).raw().toBuffer({ resolveWithObject: true });
      expect(data.length).toBe(info.width * info.height * info.channels);
      expect(info).toMatchObject({ width, height });
      expect((await sharp(stored).metadata()).format).toBe(format);
    }
  });

  it("is told of when it starts, before its result, and leaves the queue", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    const { startedAt } = await room.resultOf(message);
    expect(kinds(room.said)).toEqual(["started", "finished"]);
    expect(room.said[0]).toMatchObject({ taskId: message.taskId, imageId: message.imageId, at: startedAt });
    await expect.poll(() => room.messaging.tasks.stateOf(message.taskId)).toBe("missing");
  });

  it("leaves no temporary file", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    await room.resultOf(message);
    expect(room.leftOver().filter((name) => name.includes("/"))).toEqual([]);
    await room.worker.stop();
    expect(room.leftOver()).toEqual([]);
  });

  it("gets the same answer when it is delivered again", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    const first = await room.resultOf(message);
    await expect.poll(() => room.messaging.tasks.stateOf(message.taskId)).toBe("missing");
    room.said.splice(0);
    await room.send(message);
    const second = await room.resultOf(message);
    expect(second.outputs.map(({ key }) => key)).toEqual(first.outputs.map(({ key }) => key));
  });

  it("is taken from the lane of small tasks too", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = await room.task(photo);
    await room.messaging.smallTasks.send(message.taskId, message);
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
  });
});

describe("the image's failure is answered at once", () => {
  it("failed / not_an_image where it is none", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = await room.task(notAnImage, { formats: ["original", "webp"] });
    await room.send(message);
    const result = await room.resultOf(message);
    expect(result).toMatchObject({ status: "failed", reason: "not_an_image", outputs: [] });
    expect(result.errors.map(({ requested, reason }) => [requested, reason])).toEqual([
      ["original", "not_an_image"],
      ["webp", "not_an_image"],
    ]);
    expect(kinds(room.said)).toEqual(["started", "finished"]);
    expect(room.leftOver().filter((name) => name.includes("/"))).toEqual([]);
  });

  it("failed / original_missing where nothing lies under its key", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = messageOf({ key: `images/${"a".repeat(24)}/${"b".repeat(32)}.jpg` });
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "failed", reason: "original_missing", startedAt: null });
  });

  it("completed where the original was only a moment late", async () => {
    const room = await openRoom({ storage: failing("download", new StorageError("download", "not_found"), 2) });
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
  });

  it("failed / too_large where storage does not take its output", async () => {
    const room = await openRoom({ storage: failing("put", new StorageError("put", "too_large")) });
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "failed", reason: "too_large" });
  });
});

it("ends completed_with_errors where storage takes some of the outputs only", async () => {
  const room = await openRoom({ storage: failing("put", new StorageError("put", "too_large"), 1) });
  await room.worker.start();
  const message = await room.task(photo, { formats: ["original", "webp"] });
  await room.send(message);
  const result = await room.resultOf(message);
  expect(result).toMatchObject({ status: "completed_with_errors", reason: "too_large" });
  expect(result.outputs).toHaveLength(1);
  expect(result.errors).toHaveLength(1);
});

describe("the child's failure", () => {
  it("gets three attempts, each of the first two told of, and is then the answer", async () => {
    const room = await openRoom({ variables: { TASK_SECONDS: 0.001 } });
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "failed", reason: "timed_out", outputs: [] });
    expect(kinds(room.said)).toEqual(["started", "attempt_failed", "started", "attempt_failed", "started", "finished"]);
    expect(room.said[1]).toMatchObject({ taskId: message.taskId, reason: "timed_out", message: expect.stringMatching(/seconds/) });
    expect(room.leftOver().filter((name) => name.includes("/"))).toEqual([]);
  });
});

describe("the surroundings' failure", () => {
  it.each([
    ["download", "unavailable"],
    ["download", "denied"],
    ["put", "full"],
  ] as const)("of storage (%s: %s) is waited out, and never counted", async (verb, failure) => {
    const room = await openRoom({ storage: failing(verb, new StorageError(verb, failure), 4) });
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
    expect(kinds(room.said)).not.toContain("attempt_failed");
  });

  it("of storage is an operator's to see while it lasts", async () => {
    let down = true;
    const room = await openRoom({
      storage: (storage) =>
        intercepted(storage, async () => {
          if (down) throw unavailable;
        }),
    });
    await room.worker.start();
    expect(room.worker.faults()).toEqual([]);
    const message = await room.task(photo);
    await room.send(message);
    await expect.poll(() => room.worker.faults()).toEqual(["The worker cannot use storage: unavailable."]);
    down = false;
    await room.resultOf(message);
    await expect.poll(() => room.worker.faults()).toEqual([]);
  });

  it("of sending the result is waited out: no task leaves its queue unanswered", async () => {
    let refusals = 3;
    const room = await openRoom({
      messaging: (messaging) => {
        const { results } = messaging;
        const send: typeof results.send = async (id, message) => {
          refusals -= message.kind === "finished" ? 1 : 0;
          if (message.kind === "finished" && refusals >= 0) throw new MessagingError("results.send", true, new Error("refused"));
          await results.send(id, message);
        };
        const wrapped = Object.assign(Object.create(results), { send });
        return {
          ...messaging,
          results: wrapped,
          events: messaging.events,
          faults: () => messaging.faults(),
          close: () => messaging.close(),
        };
      },
    });
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
  });

  it("is failed / storage_unavailable once the task is too old", async () => {
    const room = await openRoom({ storage: failing("download", unavailable), variables: { TASK_EXPIRY_SECONDS: 60 } });
    await room.worker.start();
    const createdAt = new Date(Date.now() - 61_000).toISOString();
    const message = await room.task(photo, {}, { createdAt });
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "failed", reason: "storage_unavailable" });
  });

  it("does not fail an old task that can be done", async () => {
    const room = await openRoom({ variables: { TASK_EXPIRY_SECONDS: 60 } });
    await room.worker.start();
    const message = await room.task(photo, {}, { createdAt: new Date(Date.now() - 61_000).toISOString() });
    await room.send(message);
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
  });
});

it("a task whose lease is lost is let go at once, and nothing of it stays", async () => {
  const lease = new AbortController();
  const outcomes: unknown[] = [];
  const room = await openRoom({
    messaging: (messaging) => {
      const { tasks } = messaging;
      const consume: typeof tasks.consume = (handler, options) =>
        tasks.consume(async (delivery) => {
          const signal = outcomes.length === 0 ? lease.signal : delivery.signal;
          await handler({ ...delivery, signal }).catch((error: unknown) => {
            outcomes.push(error);
            throw error;
          });
        }, options);
      return { ...messaging, tasks: Object.assign(Object.create(tasks), { consume }) };
    },
  });
  await room.worker.start();
  const message = await room.task(await picture(1600, 1200).jpeg().toBuffer(), { formats: ["avif"] }, { pixels: 1_920_000 });
  await room.send(message);
  await expect.poll(() => kinds(room.said)).toContain("started");
  lease.abort(new Error("the lease was lost"));
  await expect.poll(() => outcomes).toEqual([expect.any(HandBack)]);
  expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
  expect(kinds(room.said)).toEqual(["started", "started", "finished"]);
});

describe("stopping", () => {
  it("finishes what is in hand within the grace time", async () => {
    const room = await openRoom();
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    await expect.poll(() => kinds(room.said)).toContain("started");
    await room.worker.stop();
    expect(await room.messaging.tasks.stateOf(message.taskId)).toBe("missing");
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
  });

  it("hands back what the grace time does not suffice for: the next worker does it", async () => {
    const room = await openRoom({ variables: { GRACE_SECONDS: 0.01 } });
    await room.worker.start();
    const slow = await picture(1600, 1200).jpeg().toBuffer();
    const message = await room.task(slow, { formats: ["avif"], quality: { encoder: 60 } }, { pixels: 1_920_000 });
    await room.send(message);
    await expect.poll(() => kinds(room.said)).toContain("started");
    await room.worker.stop();
    expect(await room.messaging.tasks.stateOf(message.taskId)).toBe("waiting");
    expect(kinds(room.said)).toEqual(["started"]);
    expect(room.leftOver()).toEqual([]);
    await room.openWorker().start();
    expect(await room.resultOf(message)).toMatchObject({ status: "completed" });
    expect(kinds(room.said)).toEqual(["started", "started", "finished"]);
  });

  it("cuts a call of storage short and hands its task back", async () => {
    const room = await openRoom({
      variables: { GRACE_SECONDS: 0.01 },
      storage: (storage) =>
        intercepted(storage, async (verb, signal) => {
          if (verb === "download") await pause(60_000, undefined, { signal: signal ?? AbortSignal.abort() });
        }),
    });
    await room.worker.start();
    const message = await room.task(photo);
    await room.send(message);
    await expect.poll(() => room.messaging.tasks.stateOf(message.taskId)).toBe("active");
    await room.worker.stop();
    expect(await room.messaging.tasks.stateOf(message.taskId)).toBe("waiting");
  });

  it("twice is stopping once, and takes nothing more", async () => {
    const room = await openRoom();
    await room.worker.start();
    await Promise.all([room.worker.stop(), room.worker.stop()]);
    const message = await room.task(photo);
    await room.send(message);
    expect(await room.messaging.tasks.stateOf(message.taskId)).toBe("waiting");
  });
});

import { describe, expect, test } from "vitest";
import { HandBack } from "../src/messaging.ts";
import { anId, aResult, aTask } from "./messages.ts";
import type { Opened } from "./messaging.suite.ts";
import { eventually, gate, take } from "./taking.ts";

export function queueSuite(opened: Opened): void {
  describe("a queue", () => {
    test("delivers what was sent, and forgets it once acknowledged", async () => {
      const { tasks } = opened();
      const task = aTask();
      const before = Date.now();
      await tasks.send(task.taskId, task);
      expect(await tasks.stateOf(task.taskId)).toBe("waiting");
      const { taken } = take(tasks);
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("missing"));
      expect(taken).toHaveLength(1);
      expect(taken[0]).toMatchObject({ id: task.taskId, message: task, attempt: 1, handBacks: 0 });
      expect(taken[0]?.sentAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(taken[0]?.signal.aborted).toBe(false);
    });

    test("delivers the oldest first", async () => {
      const { tasks } = opened();
      const sent = Array.from({ length: 8 }, () => aTask());
      for (const task of sent) await tasks.send(task.taskId, task);
      const { taken } = take(tasks);
      await eventually(() => expect(taken).toHaveLength(8));
      expect(taken.map(({ id }) => id)).toEqual(sent.map(({ taskId }) => taskId));
    });

    test("shares no object between sender and taker", async () => {
      const { tasks } = opened();
      const task = aTask();
      await tasks.send(task.taskId, task);
      task.key = "changed after sending";
      const { taken } = take(tasks);
      await eventually(() => expect(taken[0]?.message.key).toBe("images/original.png"));
    });

    test("keeps its messages apart from those of the other queues", async () => {
      const { tasks, smallTasks, results } = opened();
      const id = anId();
      await tasks.send(id, aTask(id));
      await smallTasks.send(id, aTask(id));
      await results.send(id, aResult(id));
      const [large, small, answers] = [take(tasks), take(smallTasks), take(results)];
      await eventually(() => expect([large, small, answers].map(({ taken }) => taken.length)).toEqual([1, 1, 1]));
      expect(answers.taken[0]?.message).toMatchObject({ kind: "started", taskId: id });
    });

    test("does not send an id twice while it is there, and takes it again afterwards", async () => {
      const { tasks } = opened();
      const task = aTask();
      const done = gate();
      await tasks.send(task.taskId, task);
      await tasks.send(task.taskId, { ...task, key: "a second one" });
      const { taken } = take(tasks, () => done.opened);
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("active"));
      await tasks.send(task.taskId, { ...task, key: "a third one" });
      done.open();
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("missing"));
      await tasks.send(task.taskId, { ...task, key: "a new one" });
      await eventually(() => expect(taken.map(({ message }) => message.key)).toEqual([task.key, "a new one"]));
    });

    test("refuses a message that does not parse, and an id that no server takes, for good", async () => {
      const { tasks } = opened();
      const refused = { name: "MessagingError", operation: "tasks.send", retryable: false };
      const wrong = { ...aTask(), pixels: -1 };
      await expect(tasks.send(anId(), wrong)).rejects.toMatchObject(refused);
      for (const id of ["a:b", "", "7", "a b"]) await expect(tasks.send(id, aTask())).rejects.toMatchObject(refused);
      expect(await tasks.counts()).toMatchObject({ waiting: 0 });
    });

    test("has as many in hand as a consumer asks for, and no more", async () => {
      const { tasks } = opened();
      const done = gate();
      for (let sent = 0; sent < 5; sent += 1) await tasks.send(anId(), aTask());
      const { taken } = take(tasks, () => done.opened, 3);
      await eventually(() => expect(taken).toHaveLength(3));
      expect(await tasks.counts()).toEqual({ waiting: 2, active: 3, delayed: 0, dead: 0, rejected: 0 });
      done.open();
      await eventually(() => expect(taken).toHaveLength(5));
    });

    test("tells when the message that is next was sent, and that none waits", async () => {
      const { tasks } = opened();
      expect(await tasks.oldest()).toBeNull();
      const before = Date.now();
      const [first, second] = [aTask(), aTask()];
      await tasks.send(first.taskId, first);
      const sentAt = (await tasks.oldest())?.getTime() ?? 0;
      expect(sentAt).toBeGreaterThanOrEqual(before);
      expect(sentAt).toBeLessThanOrEqual(Date.now());
      await eventually(() => expect(Date.now()).toBeGreaterThan(sentAt));
      await tasks.send(second.taskId, second);
      expect((await tasks.oldest())?.getTime()).toBe(sentAt);
      const done = gate();
      const { taken } = take(tasks, () => done.opened);
      await eventually(() => expect(taken).toHaveLength(1));
      expect((await tasks.oldest())?.getTime()).toBeGreaterThan(sentAt);
      done.open();
      await eventually(async () => expect(await tasks.oldest()).toBeNull());
    });

    test("does not take what is delayed for waiting", async () => {
      const { tasks } = opened();
      const task = aTask();
      await tasks.send(task.taskId, task);
      take(tasks, () => {
        throw new HandBack(60_000);
      });
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("delayed"));
      expect(await tasks.oldest()).toBeNull();
    });

    test("tells who is in hand and who waits in which order, no more than it is asked for, and nobody who is delayed", async () => {
      const { tasks } = opened();
      expect(await tasks.line(10)).toEqual({ active: [], waiting: [] });
      const ids = Array.from({ length: 5 }, () => anId());
      for (const id of ids) await tasks.send(id, aTask(id));
      expect(await tasks.line(10)).toEqual({ active: [], waiting: ids });
      expect(await tasks.line(2)).toEqual({ active: [], waiting: ids.slice(0, 2) });
      const [delayed, done] = [gate(), gate()];
      take(tasks, async ({ id }) => {
        await delayed.opened;
        if (id === ids[0]) throw new HandBack(60_000);
        await done.opened;
      });
      await eventually(async () => expect(await tasks.line(10)).toEqual({ active: ids.slice(0, 1), waiting: ids.slice(1) }));
      delayed.open();
      await eventually(async () => expect(await tasks.line(10)).toEqual({ active: ids.slice(1, 2), waiting: ids.slice(2) }));
      done.open();
    });

    test("gives each message to one taker", async () => {
      const { tasks } = opened();
      const takers = [take(tasks, undefined, 2), take(tasks, undefined, 2)];
      const ids = Array.from({ length: 20 }, () => anId());
      await Promise.all(ids.map((id) => tasks.send(id, aTask(id))));
      await eventually(async () => expect(await tasks.counts()).toMatchObject({ waiting: 0, active: 0 }));
      const taken = takers.flatMap((taker) => taker.taken.map(({ id }) => id));
      expect(taken.toSorted()).toEqual(ids.toSorted());
    });

    test("a consumer that stops finishes what is in hand and takes no more", async () => {
      const { tasks } = opened();
      const done = gate();
      const [first, second] = [aTask(), aTask()];
      await tasks.send(first.taskId, first);
      await tasks.send(second.taskId, second);
      const consumer = take(tasks, () => done.opened);
      await eventually(() => expect(consumer.taken).toHaveLength(1));
      let stopped = false;
      const stopping = consumer.stop().then(() => (stopped = true));
      expect(await tasks.stateOf(first.taskId)).toBe("active");
      expect(stopped).toBe(false);
      done.open();
      await stopping;
      expect(await tasks.stateOf(first.taskId)).toBe("missing");
      expect(await tasks.stateOf(second.taskId)).toBe("waiting");
      expect(consumer.taken).toHaveLength(1);
    });

    test("a consumer that stops while its handler hands back leaves the message to another, in its old place", async () => {
      const { tasks } = opened();
      const done = gate();
      const [first, second] = [aTask(), aTask()];
      await tasks.send(first.taskId, first);
      await tasks.send(second.taskId, second);
      const consumer = take(tasks, async () => {
        await done.opened;
        throw new HandBack(0);
      });
      await eventually(() => expect(consumer.taken).toHaveLength(1));
      const stopping = consumer.stop();
      done.open();
      await stopping;
      expect(await tasks.stateOf(first.taskId)).toBe("waiting");
      const next = take(tasks);
      await eventually(() => expect(next.taken.map(({ id }) => id)).toEqual([first.taskId, second.taskId]));
    });

    test("removes a message in any state but in hand", async () => {
      const { tasks } = opened();
      const task = aTask();
      expect(await tasks.remove(task.taskId)).toBe(true);
      await tasks.send(task.taskId, task);
      expect(await tasks.remove(task.taskId)).toBe(true);
      expect(await tasks.stateOf(task.taskId)).toBe("missing");
      const done = gate();
      const { taken } = take(tasks, () => done.opened);
      await tasks.send(task.taskId, task);
      await eventually(() => expect(taken).toHaveLength(1));
      expect(await tasks.remove(task.taskId)).toBe(false);
      expect(await tasks.stateOf(task.taskId)).toBe("active");
      done.open();
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("missing"));
    });
  });
}

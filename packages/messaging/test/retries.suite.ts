import { describe, expect, test } from "vitest";
import { type Delivery, HandBack, type Queue } from "../src/messaging.ts";
import { aResult, aTask } from "./messages.ts";
import type { Opened } from "./messaging.suite.ts";
import { eventually, take } from "./taking.ts";

const fail = (): never => {
  throw new Error("a handler of the test fails");
};

/** Fails each of the messages until it is dead. */
async function bury<T>(queue: Queue<T>, ids: readonly string[]): Promise<Delivery<T>[]> {
  const consumer = take(queue, fail, ids.length);
  for (const id of ids) await eventually(async () => expect(await queue.stateOf(id)).toBe("dead"));
  await consumer.stop();
  return consumer.taken;
}

export function retriesSuite(opened: Opened): void {
  describe("a message whose handler fails", () => {
    test("comes again after a pause, three times in all, and is dead then", async () => {
      const { tasks } = opened();
      const task = aTask();
      await tasks.send(task.taskId, task);
      const seen: string[] = [];
      const consumer = take(tasks, fail);
      await eventually(async () => {
        const state = await tasks.stateOf(task.taskId);
        if (seen.at(-1) !== state) seen.push(state);
        expect(state).toBe("dead");
      });
      expect(seen).toContain("delayed");
      expect(consumer.taken.map(({ attempt, handBacks }) => [attempt, handBacks])).toEqual([
        [1, 0],
        [2, 0],
        [3, 0],
      ]);
      expect(await tasks.counts()).toEqual({ waiting: 0, active: 0, delayed: 0, dead: 1, rejected: 0 });
    });

    test("is, where dead, listed, kept from being sent twice, and retried afresh or removed", async () => {
      const { tasks } = opened();
      const [first, second] = [aTask(), aTask()];
      for (const task of [first, second]) await tasks.send(task.taskId, task);
      await bury(tasks, [first.taskId, second.taskId]);
      const dead = await tasks.dead(10);
      expect(dead.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
        [first, second].map((message) => ({ id: message.taskId, message })),
      );
      expect(await tasks.dead(1)).toHaveLength(1);
      await tasks.send(first.taskId, first);
      expect(await tasks.stateOf(first.taskId)).toBe("dead");

      expect(await tasks.removeDead(second.taskId)).toBe(true);
      expect(await tasks.removeDead(second.taskId)).toBe(false);
      expect(await tasks.stateOf(second.taskId)).toBe("missing");

      expect(await tasks.retry(first.taskId)).toBe(true);
      expect(await tasks.retry(first.taskId)).toBe(false);
      expect(await tasks.removeDead(first.taskId)).toBe(false);
      expect(await tasks.stateOf(first.taskId)).toBe("waiting");
      const { taken } = take(tasks);
      await eventually(() => expect(taken).toMatchObject([{ id: first.taskId, attempt: 1, handBacks: 0 }]));
    });

    test("is, as a result, tried for as long as it takes", async () => {
      const { results } = opened();
      const result = aResult();
      await results.send(result.taskId, result);
      const { taken } = take(results, ({ attempt }) => attempt < 6 && fail());
      await eventually(async () => expect(await results.stateOf(result.taskId)).toBe("missing"));
      expect(taken.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  describe("a message that is handed back", () => {
    test("comes again after the delay that was asked for, and no attempt is counted", async () => {
      const { tasks } = opened();
      const task = aTask();
      await tasks.send(task.taskId, task);
      const start = Date.now();
      const times: number[] = [];
      const { taken } = take(tasks, ({ handBacks }) => {
        times.push(Date.now() - start);
        if (handBacks < 5) throw new HandBack(100);
      });
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("missing"));
      expect(taken.map(({ attempt, handBacks }) => [attempt, handBacks])).toEqual([0, 1, 2, 3, 4, 5].map((handBacks) => [1, handBacks]));
      // Not earlier than asked; a clock that is read twice may round one millisecond away.
      expect(times.at(-1)).toBeGreaterThanOrEqual(495);
    });

    test("waits meanwhile, where it can be removed", async () => {
      const { tasks } = opened();
      const task = aTask();
      await tasks.send(task.taskId, task);
      take(tasks, () => {
        throw new HandBack(3_600_000);
      });
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("delayed"));
      expect(await tasks.counts()).toMatchObject({ waiting: 0, delayed: 1 });
      expect(await tasks.remove(task.taskId)).toBe(true);
      expect(await tasks.stateOf(task.taskId)).toBe("missing");
    });

    test("comes before the younger ones where it was handed back for no time", async () => {
      const { tasks } = opened();
      const [first, second] = [aTask(), aTask()];
      for (const task of [first, second]) await tasks.send(task.taskId, task);
      const { taken } = take(tasks, ({ handBacks, id }) => {
        if (id === first.taskId && handBacks === 0) throw new HandBack(0);
      });
      await eventually(() => expect(taken).toHaveLength(3));
      expect(taken.map(({ id }) => id)).toEqual([first.taskId, first.taskId, second.taskId]);
    });

    test("keeps its count of attempts", async () => {
      const { tasks } = opened();
      const task = aTask();
      await tasks.send(task.taskId, task);
      const { taken } = take(tasks, ({ attempt, handBacks }) => {
        if (attempt === 1) fail();
        if (handBacks === 0) throw new HandBack(10);
      });
      await eventually(async () => expect(await tasks.stateOf(task.taskId)).toBe("missing"));
      expect(taken.map(({ attempt, handBacks }) => [attempt, handBacks])).toEqual([
        [1, 0],
        [2, 0],
        [2, 1],
      ]);
    });
  });
}

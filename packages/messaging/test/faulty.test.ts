import { expect, test } from "vitest";
import { openMessaging } from "../src/open.ts";
import { faulty } from "./faulty.ts";
import { aConfig, aTask } from "./messages.ts";
import { eventually, take } from "./taking.ts";

test("the hook is called round every call and every handler, and what it throws is their failure", async () => {
  const calls: string[] = [];
  const messaging = faulty(await openMessaging(aConfig()), (operation, when) => {
    calls.push(`${when} ${operation}`);
    if (calls.length === 1) throw new Error("the hook of the test fails");
  });
  const task = aTask();
  await expect(messaging.tasks.send(task.taskId, task)).rejects.toThrow("the hook of the test fails");
  await messaging.tasks.send(task.taskId, task);
  const { taken } = take(messaging.tasks);
  await eventually(() => expect(calls.at(-1)).toBe("after tasks.deliver"));
  expect(taken).toMatchObject([{ id: task.taskId }]);
  expect(calls).toEqual(["before tasks.send", "before tasks.send", "after tasks.send", "before tasks.deliver", "after tasks.deliver"]);
  await messaging.close();
});

test("a handler that was done but never acknowledged runs again", async () => {
  let lost = 0;
  const messaging = faulty(await openMessaging(aConfig()), (operation, when) => {
    if (`${when} ${operation}` === "after tasks.deliver" && lost++ === 0) throw new Error("the acknowledgement of the test is lost");
  });
  const task = aTask();
  await messaging.tasks.send(task.taskId, task);
  const { taken } = take(messaging.tasks);
  await eventually(() => expect(taken.map(({ attempt }) => attempt)).toEqual([1, 2]));
  await messaging.close();
});

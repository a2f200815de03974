import { expect, test } from "vitest";
import * as z from "zod";
import { InProcessQueue } from "../src/in-process-queue.ts";
import { openMessaging } from "../src/open.ts";
import { aConfig, anId } from "./messages.ts";
import { messagingSuite } from "./messaging.suite.ts";
import { eventually, take } from "./taking.ts";

messagingSuite("in one process", () => openMessaging(aConfig()));

test("what does not parse on leaving is set aside with a log line, its id is free and the consumer lives on", async () => {
  const log: object[] = [];
  const rules = { label: "tasks", name: "q", schema: z.object({ n: z.number() }), attempts: 3, backoff: { firstMs: 1, capMs: 1 } };
  const queue = new InProcessQueue(rules, { warn: (details) => log.push(details) });
  const [bad, worse] = [anId(), anId()];
  queue.accept(bad, '{"n":"one"}');
  queue.accept(worse, "no JSON");
  await queue.send("good", { n: 1 });
  const { taken } = take(queue);
  await eventually(() => expect(taken).toMatchObject([{ id: "good" }]));
  expect(await queue.counts()).toMatchObject({ waiting: 0, rejected: 2 });
  expect(log).toMatchObject([{ id: bad }, { id: worse, reason: "not JSON" }]);
  await queue.send(bad, { n: 2 });
  await eventually(() => expect(taken).toHaveLength(2));
  await queue.close();
});

import { describe, expect, it } from "vitest";
import { replaced } from "../faulty.ts";
import { openEmbedded } from "./broker.ts";
import { explore, searchOf } from "./explore.ts";
import type { Sabotage } from "./service.ts";

const search = { seed: 20_261_125, runs: 200, maxSteps: 120 };

it("on SQLite and in-process messaging no sequence of steps, deaths and failures breaks a rule, and each one converges", async () => {
  await explore(openEmbedded, searchOf(search));
}, 300_000);

type Replace = Parameters<typeof replaced>[2];
const inDatabase =
  (path: string, replace: Replace): Sabotage =>
  (parts) => ({ ...parts, database: replaced(parts.database, path, replace) });
const inStorage =
  (path: string, replace: Replace): Sabotage =>
  (parts) => ({ ...parts, storage: replaced(parts.storage, path, replace) });
const inMessaging =
  (path: string, replace: Replace): Sabotage =>
  (parts) => ({ ...parts, messaging: replaced(parts.messaging, path, replace) });
const undone: Replace = () => async () => undefined;

const newestStands: Replace =
  (real) =>
  async (...given) => {
    await real(...given);
    return given[0];
  };
const alwaysNew: Replace =
  () =>
  async (...given) => ({ ...(given[0] as object | undefined), createdAt: new Date() });

const breaches: [string, Sabotage, RegExp][] = [
  ["the second result stands", inDatabase("results.insertOnce", newestStands), /does not show what its task brought|not the first result/],
  ["a key is forgotten", inDatabase("idempotencyKeys.claim", alwaysNew), /under one key two requests were answered/],
  ["a task is not marked ready", inDatabase("tasks.markReady", () => async () => true), /is not ready/],
  ["a task is not sent", inMessaging("smallTasks.send", undone), /pending and in no queue/],
  ["a finished task is not closed", inDatabase("tasks.close", undone), /not finished|still open/],
  ["the image does not hear of its result", inDatabase("images.finish", undone), /does not show its newest task/],
  ["the files of a loser stay", inStorage("remove", undone), /nobody names it/],
  ["what was answered is sent again", inMessaging("results.stateOf", () => async () => "missing"), /was results, and is \w+ after a pass/],
  ["the deaths of workers are not counted", inDatabase("tasks.countCrash", () => async () => true), /a pass counted 0 deaths/],
  ["an image does not hear of its newer task", inDatabase("images.setNewestTask", () => async () => true), /newest/],
  ["the purge forgets the results", inDatabase("results.removeOfImage", undone), /left over/],
];

describe("a rule that is broken is found out", () => {
  it.each(breaches)("%s", async (_, sabotage, sentence) => {
    const found = explore(openEmbedded, { ...search, sabotage, shrink: false });
    await expect(found).rejects.toMatchObject({ cause: { message: expect.stringMatching(sentence) } });
  });
});

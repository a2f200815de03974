import { Fault, type Task, type TaskMessage } from "@pixpress/contracts";
import type { Lane } from "@pixpress/contracts/limits";
import { newId } from "@pixpress/db/id";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAdmission } from "../../src/backlog/admission.ts";
import { createPaces, type Paces } from "../../src/backlog/paces.ts";
import { defaultRecipe } from "../world.ts";

let messaging: Messaging;
let paces: Paces;
beforeEach(async () => {
  messaging = await openMessaging(messagingConfig.parse({}));
  paces = createPaces();
});
afterEach(() => messaging.close());

const moment = (second: number) => new Date(second * 1000).toISOString();

async function send(lane: Lane): Promise<void> {
  const about = {
    version: 1 as const,
    imageUrl: "/a",
    key: "images/a",
    format: "png" as const,
    bytes: 1,
    pixels: 1,
    recipe: defaultRecipe,
  };
  const message: TaskMessage = { ...about, taskId: newId(), imageId: newId(), createdAt: moment(0) };
  await messaging[lane === "small" ? "smallTasks" : "tasks"].send(message.taskId, message);
}

/** The news that a task of the lane, there from second 0 on, ended at that second. */
function finish(lane: Lane, second: number, id = newId()): void {
  const task = { id, revision: 2, createdAt: moment(0), finishedAt: moment(second) } as Task;
  paces.message({ kind: "task.changed", changedAt: moment(second), lane, task });
}

/** What so many are told who come at one moment. */
async function toldTo(count: number, most: number): Promise<(number | undefined)[]> {
  const admission = createAdmission(messaging, paces, most, () => 0);
  const told: (number | undefined)[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    const refusal = await admission.admit(async () => false).catch((error: unknown) => error);
    told.push(refusal instanceof Fault ? refusal.retryAfterSeconds : undefined);
  }
  return told;
}

describe("Retry-After", () => {
  it("is reckoned by the pace of the lanes that are full, one refused caller after the other", async () => {
    for (let nth = 0; nth < 2; nth += 1) await send("large");
    for (const second of [10, 20, 30]) finish("large", second);
    for (const second of [1, 2, 3, 4]) finish("small", second);
    expect(await toldTo(3, 2)).toEqual([10, 20, 30]);
  });

  it("adds up the paces where both lanes are full", async () => {
    for (const lane of ["large", "small"] as const) await send(lane);
    for (const second of [4, 8, 12]) finish("large", second);
    for (const second of [4, 8, 12]) finish("small", second);
    expect(await toldTo(2, 2)).toEqual([2, 4]);
  });

  it("is a first guess before anything was measured", async () => {
    await send("large");
    expect(await toldTo(1, 1)).toEqual([2]);
  });

  it("is not misled by news that comes twice", async () => {
    await send("large");
    for (const second of [10, 20, 20, 20, 30]) finish("large", second, `${second}`.padStart(24, "0"));
    expect(await toldTo(1, 1)).toEqual([10]);
  });

  it("counts all that must go first where more are there than may be", async () => {
    for (let nth = 0; nth < 5; nth += 1) await send("large");
    for (const second of [10, 20, 30]) finish("large", second);
    expect(await toldTo(1, 2)).toEqual([40]);
  });
});

describe("whoever brings nothing new", () => {
  it("is let in though the backlog is full, and takes no place", async () => {
    await send("small");
    const admission = createAdmission(messaging, paces, 1, () => 0);
    for (let asked = 0; asked < 3; asked += 1) (await admission.admit(async () => true)).taken();
    await expect(admission.admit(async () => false)).rejects.toMatchObject({ reason: "backlog_full" });
  });
});

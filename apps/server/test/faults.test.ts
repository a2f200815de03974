import { DatabaseError } from "@pixpress/db";
import { MessagingError } from "@pixpress/messaging";
import { StorageError } from "@pixpress/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createApplication } from "../src/create-application.ts";
import type { ServerParts } from "../src/parts.ts";
import { faulty, replaced } from "./faulty.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const away = new Error("it is away");
const faultsOf = (parts: ServerParts): Promise<string[]> => createApplication(parts).faults();

describe("readiness", () => {
  it("finds nothing wrong where all is well", async () => {
    const application = createApplication(world.parts);
    await application.start();
    expect(await application.faults()).toEqual([]);
    expect(await application.notices()).toEqual([]);
    await application.stop();
  });

  it("names each port that does not answer", async () => {
    const { parts } = world;
    const database = faulty(parts.database, { method: "ping", error: new DatabaseError("ping", true, away) });
    const storage = faulty(parts.storage, { method: "ping", error: new StorageError("ping", "unavailable") });
    const messaging = faulty(parts.messaging, { method: "faults", error: new MessagingError("faults", true, away) });
    const faults = await faultsOf({ ...parts, database, storage, messaging });
    expect(faults).toEqual(["The database does not answer.", "Storage does not answer.", "Messaging does not answer."]);
  });

  it("passes on what messaging and the process itself find wrong", async () => {
    const { parts } = world;
    const messaging = replaced(parts.messaging, "faults", () => async () => ["maxmemory-policy must be noeviction"]);
    const faults = await faultsOf({ ...parts, messaging, faults: () => ["No worker is here."] });
    expect(faults).toEqual(["maxmemory-policy must be noeviction", "No worker is here."]);
  });

  it("tells of a full backlog as a notice, not as a fault", async () => {
    const parts = { ...world.parts, config: { ...world.parts.config, MAX_PENDING: 2 } };
    const application = createApplication(parts);
    await world.upload();
    expect(await application.notices()).toEqual([]);
    await world.upload();
    expect(await application.notices()).toEqual(["The backlog is full, and new tasks are refused: 2 are unfinished."]);
    expect(await application.faults()).toEqual([]);
  });

  it("counts messages that were set aside as a notice, not as a fault", async () => {
    const { parts } = world;
    const counts = { waiting: 0, active: 0, delayed: 0, dead: 0, rejected: 2 };
    const application = createApplication({ ...parts, messaging: replaced(parts.messaging, "results.counts", () => async () => counts) });
    expect(await application.faults()).toEqual([]);
    expect(await application.notices()).toEqual(["Messages that could not be read were set aside: 2 (results)."]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { idempotencyKeysSuite } from "./idempotency-keys.suite.ts";
import { imageRemovalSuite } from "./image-removal.suite.ts";
import { imagesSuite } from "./images.suite.ts";
import { pagesSuite } from "./pages.suite.ts";
import { resultsSuite } from "./results.suite.ts";
import { taskProgressSuite } from "./task-progress.suite.ts";
import { tasksSuite } from "./tasks.suite.ts";

/** How an adapter is opened, and where adapters honestly differ. */
export interface Adapter {
  readonly name: string;
  /** A new, empty database. */
  open(): Promise<Database>;
  /** A task of an image that is not there: SQLite's foreign key refuses it, MongoDB keeps it for recovery to remove. */
  readonly imagelessTasks: "refused" | "kept";
}

/** Hands each test the database of its own. */
export type Opened = () => Database;

/** What every database promises; each adapter's test calls it. */
export function databaseSuite(adapter: Adapter): void {
  describe(adapter.name, () => {
    let database: Database;
    beforeEach(async () => {
      database = await adapter.open();
    });
    afterEach(() => database.close());
    const opened: Opened = () => database;

    test("answers a ping and tells its time, which never runs backwards", async () => {
      await database.ping();
      const first = await database.now();
      const second = await database.now();
      expect(second.getTime()).toBeGreaterThanOrEqual(first.getTime());
      expect(Math.abs(first.getTime() - Date.now())).toBeLessThan(3_600_000);
    });

    describe("images", () => imagesSuite(opened));
    describe("pages", () => pagesSuite(opened));
    describe("the end of an image", () => imageRemovalSuite(opened));
    describe("tasks", () => tasksSuite(opened, adapter.imagelessTasks));
    describe("the progress of a task", () => taskProgressSuite(opened));
    describe("results", () => resultsSuite(opened));
    describe("idempotency keys", () => idempotencyKeysSuite(opened));
  });
}

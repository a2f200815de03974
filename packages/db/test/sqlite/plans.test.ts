import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { systemClocks } from "../../src/sqlite/clock.ts";
import { connect } from "../../src/sqlite/connection.ts";
import { createSqliteDatabase } from "../../src/sqlite/open.ts";
import { temporaryFolders } from "../temporary-folder.ts";

const file = join(temporaryFolders()(), "plans.sqlite");
const connection = connect(file, 1);
const database = createSqliteDatabase(connection, systemClocks);
const db = new DatabaseSync(file);
// The adapter prepares all its statements when it is made, through one door that remembers them.
const statements = [...new Set(connection.prepared)];

/** How SQLite would answer: one sentence for each loop. */
const planOf = (sql: string): string[] =>
  db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail));

describe("no statement reads a table from end to end, and none sorts", () => {
  test.each(statements)("%s", (sql) => {
    const plan = planOf(sql).filter((line) => line !== "SCAN CONSTANT ROW");
    expect(plan.filter((line) => /\bSCAN\b|TEMP B-TREE/.test(line))).toEqual([]);
  });

  test("the statements are those of a working database", async () => {
    expect(statements.length).toBeGreaterThan(30);
    const before = connection.prepared.length;
    await database.images.list({ limit: 1 });
    await database.tasks.open(new Date(), 1);
    await database.images.tombstones(1);
    expect(connection.prepared.length).toBe(before);
  });

  test("a table read from end to end, or sorted, would be seen", () => {
    expect(planOf("SELECT * FROM images WHERE name = 'x'").join()).toMatch(/\bSCAN\b/);
    expect(planOf("SELECT * FROM images WHERE id > '' ORDER BY name").join()).toMatch(/TEMP B-TREE/);
  });
});

describe("each list walks the index made for it", () => {
  test.each([
    ["images_visible", /FROM images .*ORDER BY id DESC/s],
    ["images_by_age", /FROM images .*ORDER BY created_at/s],
    ["images_deleted", /ORDER BY deleted_at/],
    ["images_tombstones", /FROM images .*ORDER BY checked_at/s],
    ["tasks_visible", /FROM tasks .*hidden = 0 AND id </s],
    ["tasks_by_status", /status = :status AND id </],
    ["tasks_of_image", /image_id = :imageId ORDER BY/],
    ["tasks_changed", /ORDER BY changed_at, id/],
    ["tasks_open", /FROM tasks .*ORDER BY checked_at/s],
    ["idempotency_keys_by_age", /FROM idempotency_keys .*ORDER BY created_at/s],
  ])("%s", (index, statement) => {
    const found = statements.filter((sql) => statement.test(sql));
    expect(found).toHaveLength(1);
    expect(planOf(found[0] ?? "").join()).toContain(index);
  });
});

import type { DatabaseSync } from "node:sqlite";

/** Step n brings a file from `user_version` n to n + 1. A step that was released is never changed: add one. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE images (
    id TEXT PRIMARY KEY,
    image_url TEXT NOT NULL,
    compressed_url TEXT,
    compressed_task_id TEXT,
    outputs TEXT NOT NULL DEFAULT '[]',
    task_id TEXT,
    key TEXT,
    name TEXT,
    bytes INTEGER,
    width INTEGER,
    height INTEGER,
    pixels INTEGER,
    format TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- Set from the deletion, or from the purge's claim of a living image, until the burial.
    deleted_at INTEGER,
    purge_claimed_at INTEGER,
    purged_at INTEGER,
    checked_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX images_visible ON images (id) WHERE deleted_at IS NULL AND purged_at IS NULL;
  CREATE INDEX images_by_age ON images (created_at, id) WHERE deleted_at IS NULL AND purged_at IS NULL AND key IS NOT NULL;
  CREATE INDEX images_deleted ON images (deleted_at, id) WHERE deleted_at IS NOT NULL;
  CREATE INDEX images_tombstones ON images (checked_at, id) WHERE purged_at IS NOT NULL;

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    status TEXT NOT NULL DEFAULT 'pending',
    recipe TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- Set by every write that raises the revision, and by nothing else.
    changed_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    revision INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    attempts TEXT NOT NULL DEFAULT '[]',
    outputs TEXT NOT NULL DEFAULT '[]',
    errors TEXT NOT NULL DEFAULT '[]',
    ready INTEGER NOT NULL DEFAULT 0,
    open INTEGER NOT NULL DEFAULT 1,
    hidden INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,
    run_started_at INTEGER,
    checked_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX tasks_of_image ON tasks (image_id, id);
  CREATE INDEX tasks_visible ON tasks (id) WHERE hidden = 0;
  CREATE INDEX tasks_by_status ON tasks (status, id) WHERE hidden = 0;
  CREATE INDEX tasks_changed ON tasks (changed_at, id);
  CREATE INDEX tasks_open ON tasks (checked_at, created_at, id) WHERE open = 1;

  CREATE TABLE results (
    task_id TEXT PRIMARY KEY,
    image_id TEXT NOT NULL,
    result TEXT NOT NULL
  ) STRICT;
  CREATE INDEX results_of_image ON results (image_id);
  `,
  `
  -- No foreign keys: a record is made before the rows it names, and outlives them.
  CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    -- The task's id once the record is retired.
    retired TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL,
    image_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key, retired)
  ) STRICT;
  CREATE INDEX idempotency_keys_of_image ON idempotency_keys (image_id, task_id);
  CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
  `,
];

/** Brings the tables up to date, one transaction in all; refuses a file that a newer version has written. */
export function migrate(db: DatabaseSync): void {
  if (versionOf(db) === migrations.length) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    const version = versionOf(db);
    if (version > migrations.length) {
      throw new Error(`the file is of version ${version}, this program knows ${migrations.length}: a newer pixpress has written it`);
    }
    for (const step of migrations.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}

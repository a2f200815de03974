import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { migrate } from "./migrations.ts";

type Parameters = Record<string, SQLInputValue>;

/** A prepared statement whose rows are of a known shape. */
interface Statement<Row> {
  get(parameters?: Parameters): Row | undefined;
  all(parameters?: Parameters): Row[];
  /** The number of rows it changed. */
  run(parameters?: Parameters): number;
}

/** One open database file. Every statement goes through `prepare`, so that a test can ask how each of them is answered. */
export interface Connection {
  prepare<Row = never>(sql: string): Statement<Row>;
  readonly prepared: readonly string[];
  /** All or nothing, with the write lock held from the start: what it reads is still so when it writes. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Opens the file, creating it, and brings its tables up to date. `busySeconds`: how long to wait for another process's write. */
export function connect(file: string, busySeconds: number): Connection {
  const db = new DatabaseSync(file, { timeout: Math.round(busySeconds * 1000), enableForeignKeyConstraints: true });
  try {
    // FULL: what was acknowledged survives a power cut, which WAL's usual setting does not promise.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  const prepared: string[] = [];

  return {
    prepared,
    prepare<Row>(sql: string): Statement<Row> {
      prepared.push(sql);
      const statement = db.prepare(sql);
      return {
        get: (parameters = {}) => statement.get(parameters) as Row | undefined,
        all: (parameters = {}) => statement.all(parameters) as Row[],
        run: (parameters = {}) => Number(statement.run(parameters).changes),
      };
    },
    transaction(work) {
      db.exec("BEGIN IMMEDIATE");
      try {
        const answer = work();
        db.exec("COMMIT");
        return answer;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (db.isTransaction) db.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => db.close(),
  };
}

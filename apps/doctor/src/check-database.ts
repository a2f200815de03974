import { openDatabase } from "@pixpress/db/open";
import { checkClock, readClock } from "./check-clock.ts";
import type { Config } from "./config.ts";
import { type Finding, mend, ok } from "./finding.ts";
import { reasonOf } from "./reason-of.ts";

/** What the driver and the conditional writes need. */
const oldestVersion = [4, 4] as const;

/** What is kept: whether the database answers, is new enough and has its indexes. */
export function checkDatabase(config: Config): Promise<Finding[]> {
  const { MONGODB_URI } = config;
  return MONGODB_URI === undefined ? checkSqlite(config) : checkMongo(MONGODB_URI, config);
}

async function checkMongo(uri: string, { DATABASE_SECONDS }: Config): Promise<Finding[]> {
  const subject = "MongoDB";
  const { inspectMongo } = await import("@pixpress/db/inspect");
  try {
    const { answer, clock } = await readClock(() => inspectMongo(uri, DATABASE_SECONDS));
    const { version, missingIndexes } = answer;
    return [
      isOld(version)
        ? mend(subject, `Version ${version} is too old.`, `Upgrade it to ${oldestVersion.join(".")} or newer.`)
        : ok(subject, `It answers, version ${version}.`),
      missingIndexes.length === 0
        ? ok(subject, "Its indexes are in place.")
        : mend(
            subject,
            `Indexes are missing (${missingIndexes.join("; ")}): lists and recovery get slow.`,
            "Start a server: it makes them, or says in its log why it cannot.",
          ),
      checkClock("MongoDB", clock),
    ];
  } catch (error) {
    // The reason may hold the address, but never the password: the driver leaves that out.
    return [
      mend(subject, `It cannot be used: ${reasonOf(error)}`, "Check MONGODB_URI, its user and password, and that it is reached from here."),
    ];
  }
}

async function checkSqlite(config: Config): Promise<Finding[]> {
  const subject = "SQLite";
  try {
    const database = await openDatabase(config);
    await database.ping().finally(() => database.close());
    const shared = config.REDIS_HOST === undefined ? "" : " All servers must share this machine's folder.";
    return [ok(subject, `Its file in ${config.DATA_DIR} answers.${shared}`)];
  } catch (error) {
    return [
      mend(subject, `Its file in ${config.DATA_DIR} cannot be used: ${reasonOf(error)}`, "Check DATA_DIR, its owner and its free space."),
    ];
  }
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
}

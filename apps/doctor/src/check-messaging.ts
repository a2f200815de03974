import { checkClock, readClock } from "./check-clock.ts";
import type { Config } from "./config.ts";
import { type Finding, mend, note, ok } from "./finding.ts";
import { reasonOf } from "./reason-of.ts";

const subject = "Redis";

/** How work travels: whether Redis answers, keeps what it is given, and throws nothing away. */
export async function checkMessaging(config: Config): Promise<Finding[]> {
  const { REDIS_HOST, REDIS_PORT } = config;
  if (REDIS_HOST === undefined) return [ok(subject, "None is named: messages travel inside the one process.")];
  const address = `${REDIS_HOST}:${REDIS_PORT}`;
  const { inspectRedis } = await import("@pixpress/messaging/inspect");
  try {
    const { answer, clock } = await readClock(() => inspectRedis({ ...config, REDIS_HOST }));
    const { version, faults, appendOnly, writesToDisk } = answer;
    return [
      ok(subject, `It answers at ${address}, version ${version}.`),
      ...faults.map((fault) =>
        mend(subject, fault, "Mend it in redis.conf (`redis-cli CONFIG SET` for now) or at whoever runs it for you."),
      ),
      appendOnly ? ok(subject, "It keeps a journal: what it acknowledged survives its end.") : forgetful,
      ...(writesToDisk ? [] : [mend(subject, "Its last write to disk failed.", "Look at its log and at the free space of its disk.")]),
      checkClock(`Redis at ${address}`, clock),
    ];
  } catch (error) {
    const remedy = "Check REDIS_HOST, REDIS_PORT, REDIS_USERNAME, REDIS_PASSWORD and REDIS_TLS, and that it is reached from here.";
    return [mend(subject, `It cannot be used at ${address}: ${reasonOf(error)}`, remedy)];
  }
}

/** Not a fault: recovery sends anew what a Redis forgot, only later. */
const forgetful = note(
  subject,
  "It keeps no journal: after its end, tasks wait for recovery to send them anew.",
  "Set `appendonly yes` in redis.conf, where losing a minute matters.",
);

import { duplicated } from "./duplicated.ts";
import { fileless, orphaned } from "./files.ts";
import type { Finding } from "./finding.ts";
import { lost } from "./lost.ts";
import type { Snapshot } from "./snapshot.ts";
import { stuck } from "./stuck.ts";
import { wrongAnswers } from "./wrong-answers.ts";

/** Everything in a snapshot that breaks a promise; empty where all were kept and nothing is left over. */
export function check(snapshot: Snapshot): Finding[] {
  return [lost, duplicated, stuck, orphaned, fileless, wrongAnswers].flatMap((question) => question(snapshot));
}

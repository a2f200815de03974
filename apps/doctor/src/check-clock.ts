import { type Finding, mend, ok } from "./finding.ts";

/** Leases and ages bear some seconds; far from that, tasks are taken for dead or kept too long. */
const toleratedSeconds = 5;

/** A moment as another machine's clock showed it, and ours before and after it was asked for. */
export interface ClockReading {
  readonly before: Date;
  readonly theirs: Date;
  readonly after: Date;
}

/** Asks a clock between two looks at ours. */
export async function readClock<T extends { readonly now: Date }>(ask: () => Promise<T>): Promise<{ answer: T; clock: ClockReading }> {
  const before = new Date();
  const answer = await ask();
  return { answer, clock: { before, theirs: answer.now, after: new Date() } };
}

/** How far two clocks are apart at least, whatever time the question took on its way. */
export function checkClock(whose: string, { before, theirs, after }: ClockReading): Finding {
  const ahead = Math.max(theirs.getTime() - after.getTime(), 0);
  const behind = Math.max(before.getTime() - theirs.getTime(), 0);
  const seconds = Math.max(ahead, behind) / 1000;
  if (seconds <= toleratedSeconds) return ok("clock", `The clocks of this machine and of ${whose} agree.`);
  const direction = ahead > behind ? "ahead of" : "behind";
  return mend(
    "clock",
    `The clock of ${whose} is ${Math.round(seconds)} seconds ${direction} this machine's.`,
    "Let both machines keep their time by NTP (`timedatectl set-ntp true`).",
  );
}

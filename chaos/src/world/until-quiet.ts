import { setTimeout as pause } from "node:timers/promises";
import { check } from "../check/check.ts";
import type { Finding } from "../check/finding.ts";
import type { Snapshot } from "../check/snapshot.ts";
import type { World } from "./world.ts";

export interface Rest {
  readonly snapshot: Snapshot;
  readonly findings: readonly Finding[];
}

/**
 * Waits until nothing is found any more, and a little later still nothing; or until the time is up, and then what is found stands. Each look reads everything,
 * so the looks are far between where there is much.
 */
export async function untilQuiet(world: World): Promise<Rest> {
  const { quietSeconds, settleSeconds } = world.waits;
  const last = Date.now() + quietSeconds * 1000;
  for (;;) {
    const began = Date.now();
    const first = await look(world);
    if (first.findings.length === 0) {
      await pause(settleSeconds * 1000);
      const second = await look(world);
      if (second.findings.length === 0 || Date.now() > last) return second;
    } else if (Date.now() > last) return first;
    await pause(Math.max(200, 5 * (Date.now() - began)));
  }
}

async function look(world: World): Promise<Rest> {
  const snapshot = await world.snapshot();
  return { snapshot, findings: check(snapshot) };
}

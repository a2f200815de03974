import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endedByThemselves } from "./check/ended-by-themselves.ts";
import { type Column, countByColumn, type Finding } from "./check/finding.ts";
import { slowestRecovery } from "./check/recovery.ts";
import type { Fault } from "./faults/fault.ts";
import { untilQuiet } from "./world/until-quiet.ts";
import type { Waits } from "./world/waits.ts";
import type { World } from "./world/world.ts";

/** The longest an accepted upload may wait for its end, with default waits. */
const slowestSeconds = 180;

const progressMs = 30_000;

/** What one fault cost. */
export interface Outcome {
  readonly fault: Fault;
  /** Uploads answered 202. */
  readonly accepted: number;
  readonly counts: Record<Column, number>;
  readonly slowestSeconds: number | null;
  readonly injuries: ReadonlyMap<string, number>;
  readonly waits: Waits["name"];
  readonly databaseKind: string;
  readonly seconds: number;
  /** Everything that was wrong, a sentence each; empty where every promise was kept. */
  readonly wrong: readonly string[];
}

/** Injures a world, waits until it rests and checks it. */
export async function runFault(fault: Fault, n: number, world: World): Promise<Outcome> {
  const began = Date.now();
  const progress = setInterval(() => tellProgress(world, began), progressMs);
  try {
    await world.begin();
    await fault.injure(world, n);
    const { snapshot, findings } = await untilQuiet(world);
    const slowest = slowestRecovery({ ...snapshot, uploads: world.sent() });
    const tooSlow =
      world.waits.name === "default" && (slowest ?? 0) > slowestSeconds ? [`the slowest recovery took ${slowest?.toFixed(0)} s`] : [];
    const wrong = [
      ...findings.map(sentenceOf),
      ...tooSlow,
      ...endedByThemselves(world.apps, fault.diesByItself),
      ...(fault.more?.(world) ?? []),
    ];
    if (wrong.length > 0) keepLogs(fault, world);
    return {
      fault,
      accepted: world.sent().filter(({ accepted }) => accepted.length > 0).length,
      counts: countByColumn(findings),
      slowestSeconds: slowest,
      injuries: new Map(world.injuries),
      waits: world.waits.name,
      databaseKind: world.surroundings.mongo.kind,
      seconds: (Date.now() - began) / 1000,
      wrong,
    };
  } catch (error) {
    keepLogs(fault, world);
    throw error;
  } finally {
    clearInterval(progress);
  }
}

function tellProgress(world: World, began: number): void {
  const { events } = world;
  const accepted = world.sent().flatMap((upload) => upload.accepted.slice(0, 1));
  const ended = accepted.filter(({ taskId }) => events.knowsEnd(taskId));
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`  after ${seconds} s: ${world.sent().length} sent, ${accepted.length} accepted, ${ended.length} told their end`);
}

const sentenceOf = ({ column, about, says }: Finding): string => `${column}: ${about}: ${says}`;

/** What the processes said, for whoever looks for the reason. */
function keepLogs({ name }: Fault, { servers, workers }: World): void {
  const folder = join(tmpdir(), `pixpress-chaos-logs-${name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  for (const [kind, apps] of Object.entries({ server: servers, worker: workers })) {
    for (const [index, app] of apps.entries()) writeFileSync(join(folder, `${kind}-${index}.log`), app.output());
  }
  console.log(`  the logs of its processes: ${folder}`);
}

import { benchAuto } from "./auto.ts";
import { benchEngine } from "./engine.ts";
import { benchFilms } from "./films.ts";
import { benchLadders } from "./ladders.ts";
import { benchMaxBytes } from "./max-bytes.ts";
import { benchMetric } from "./metric.ts";
import { benchGraphics } from "./proof/graphics.ts";
import { benchProof } from "./proof/proof.ts";
import { benchQuality } from "./quality.ts";
import { benchResize } from "./resize/resize.ts";
import { benchEventLatency } from "./scale/event-latency.ts";
import { benchFairness } from "./scale/fairness.ts";
import { benchListCost } from "./scale/list-cost.ts";
import { benchTaskRate } from "./scale/task-rate.ts";
import { benchTelemetryCost } from "./scale/telemetry-cost.ts";
import { benchWorkerMemory } from "./scale/worker-memory.ts";
import { benchService } from "./service.ts";
import { benchUploadMemory } from "./upload-memory.ts";

const benches: Record<string, () => Promise<boolean>> = {
  auto: benchAuto,
  engine: benchEngine,
  "event-latency": benchEventLatency,
  fairness: benchFairness,
  films: benchFilms,
  ladders: benchLadders,
  "list-cost": benchListCost,
  "max-bytes": benchMaxBytes,
  metric: benchMetric,
  quality: benchQualityParts,
  resize: benchResize,
  service: benchService,
  "task-rate": benchTaskRate,
  "telemetry-cost": benchTelemetryCost,
  "upload-memory": benchUploadMemory,
  "worker-memory": benchWorkerMemory,
};

/** What `quality` is made of; `quality proof` runs one part. */
const parts: Record<string, () => Promise<boolean>> = { search: benchQuality, proof: benchProof, graphics: benchGraphics };
const given = process.argv.slice(2);
const wantedParts = given[0] === "quality" ? given.slice(1).filter((name) => name in parts) : [];
const wanted = given.filter((name) => !wantedParts.includes(name));
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(", ")}: ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
/** Runs for many minutes, and only where it is asked for by name. */
const asked: ReadonlySet<string> = new Set([
  "auto",
  "event-latency",
  "fairness",
  "films",
  "ladders",
  "list-cost",
  "max-bytes",
  "quality",
  "resize",
  "task-rate",
  "telemetry-cost",
  "worker-memory",
]);
let missed = 0;
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 ? !wanted.includes(name) : asked.has(name)) continue;
  if (!(await bench())) missed += 1;
}
process.exit(missed === 0 ? 0 : 1);

/** All the parts, or those that were named. */
async function benchQualityParts(): Promise<boolean> {
  let reached = true;
  for (const [name, part] of Object.entries(parts)) {
    if (wantedParts.length > 0 && !wantedParts.includes(name)) continue;
    reached = (await part()) && reached;
  }
  return reached;
}

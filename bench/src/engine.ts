import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipe } from "@pixpress/contracts";
import { openChildPool } from "@pixpress/engine/open-child-pool";
import { BareSharp } from "./bare-sharp.ts";
import { type CorpusSet, corpusSet } from "./corpus.ts";
import { both, measure, type Run } from "./measure.ts";
import { interleaved, median, report } from "./pairs.ts";
import { childrenOf, cpuSeconds, goneChildrenSeconds } from "./process-figures.ts";

const processes = 2;
const quality = 80;
const pairCount = 5;
const goal = 0.95;
const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };

/** (a) The engine's images a second and CPU against bare sharp's: same processes, settings and files, no storage. */
export async function benchEngine(): Promise<boolean> {
  const photos = await corpusSet("photos");
  const kodak = await corpusSet("kodak");
  const folder = mkdtempSync(join(tmpdir(), "pixpress-bench-"));
  const bare = new BareSharp(processes);
  const engine = openEngine(folder, bare.pids);
  const runEngine = (set: CorpusSet) => measure({ work: () => engine.run(set.files), cpuSeconds: engine.cpuSeconds });
  const runBare = (set: CorpusSet) => measure({ work: () => bare.run(set.files, folder, quality), cpuSeconds: () => bare.cpuSeconds() });
  try {
    const pairs = await interleaved(
      pairCount,
      async () => [await runEngine(photos), await runEngine(kodak)] as const,
      async () => [await runBare(photos), await runBare(kodak)] as const,
    );
    console.log(`(a) ${processes} processes; ${engine.renewals()} children of the engine were renewed in ${pairCount + 1} runs`);
    tell(
      photos,
      pairs.map(({ a, b }) => ({ a: a[0], b: b[0] })),
    );
    tell(
      kodak,
      pairs.map(({ a, b }) => ({ a: a[1], b: b[1] })),
    );
    const whole = {
      name: "both",
      files: [...photos.files, ...kodak.files],
      megapixels: photos.megapixels + kodak.megapixels,
    };
    return tell(
      whole,
      pairs.map(({ a, b }) => ({ a: both(...a), b: both(...b) })),
    );
  } finally {
    bare.close();
    await engine.close();
    rmSync(folder, { recursive: true });
  }
}

function openEngine(folder: string, others: readonly number[]) {
  // No child may rest so long that it is renewed for resting: that would fall into the other side's run.
  const pool = openChildPool({ processes, reserved: false, seconds: 120, memoryBytes: 2 ** 31, idleSeconds: 3600 });
  const wanted = recipe.parse({ formats: ["jpeg"], quality: { encoder: quality } });
  const seen = new Set<number>();
  const pids = () => {
    const ours = childrenOf(process.pid).filter((pid) => !others.includes(pid));
    for (const pid of ours) seen.add(pid);
    return ours;
  };
  return {
    async run(files: readonly string[]): Promise<void> {
      await Promise.all(
        files.map((input) =>
          pool.run({ input, outputFolder: mkdtempSync(join(folder, "out-")), recipe: wanted, limits }, { small: false, avif: false }),
        ),
      );
    },
    /** Of the children it has, and of those that were renewed: only the engine's ever end. */
    cpuSeconds: () => pids().reduce((sum, pid) => sum + cpuSeconds(pid), goneChildrenSeconds(process.pid)),
    renewals: () => seen.size - processes,
    close: () => pool.close(),
  };
}

function tell({ name, files, megapixels }: CorpusSet, pairs: readonly { readonly a: Run; readonly b: Run }[]): boolean {
  const rate = (run: Run) => files.length / run.seconds;
  const cost = (run: Run) => (run.cpuSeconds / megapixels) * 1000;
  const [ours, theirs] = [pairs.map(({ a }) => a), pairs.map(({ b }) => b)];
  console.log(
    `    ${name}: ${files.length} images, ${megapixels.toFixed(1)} megapixels; ` +
      `engine ${median(ours.map(rate)).toFixed(2)} images/s, ${median(ours.map(cost)).toFixed(1)} ms of CPU a megapixel; ` +
      `bare sharp ${median(theirs.map(rate)).toFixed(2)} and ${median(theirs.map(cost)).toFixed(1)}`,
  );
  const speed = report(
    `(a) ${name}: images/s over bare sharp's`,
    pairs.map(({ a, b }) => b.seconds / a.seconds),
    goal,
  );
  const cpu = report(
    `(a) ${name}: bare sharp's CPU over ours`,
    pairs.map(({ a, b }) => b.cpuSeconds / a.cpuSeconds),
    goal,
  );
  return speed && cpu;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipe } from "@pixpress/contracts";
import { openChildPool } from "@pixpress/engine/open-child-pool";
import { BareSharp, type Run } from "./bare-sharp.ts";
import { corpus } from "./corpus.ts";
import { interleaved, median, report } from "./pairs.ts";
import { childrenOf, cpuSeconds } from "./process-figures.ts";

const processes = 2;
const quality = 80;
const limits = { maxPixels: 1e8, maxFrames: 1000, maxSide: 30_000 };

/** (a) The engine's images a second and CPU against bare sharp's: same processes, settings and files, no storage. */
export async function benchEngine(): Promise<boolean> {
  const files = [...corpus("photos"), ...corpus("kodak")];
  const folder = mkdtempSync(join(tmpdir(), "pixpress-bench-"));
  const pool = openChildPool({ processes, reserved: false, seconds: 120, memoryBytes: 2 ** 31, tasksPerChild: 10_000 });
  const wanted = recipe.parse({ formats: ["jpeg"], quality: { encoder: quality } });
  const engine = async (): Promise<Run> => {
    const cpuBefore = childrenCpu();
    const start = performance.now();
    await Promise.all(
      files.map((input) =>
        pool.run({ input, outputFolder: mkdtempSync(join(folder, "out-")), recipe: wanted, limits }, { small: false, avif: false }),
      ),
    );
    return { seconds: (performance.now() - start) / 1000, cpuSeconds: childrenCpu() - cpuBefore };
  };
  const bare = new BareSharp(processes);
  const bareFolder = mkdtempSync(join(folder, "bare-"));
  try {
    const pairs = await interleaved(5, engine, () => bare.run(files, bareFolder, quality));
    const perSecond = median(pairs.map(({ a }) => files.length / a.seconds));
    console.log(`(a) ${files.length} images, ${processes} processes: the engine does ${perSecond.toFixed(1)} images/s`);
    const speed = report(
      "(a) engine, images/s over bare sharp",
      pairs.map(({ a, b }) => b.seconds / a.seconds),
      0.95,
    );
    const cpu = report(
      "(a) engine, CPU of bare sharp over ours",
      pairs.map(({ a, b }) => b.cpuSeconds / a.cpuSeconds),
      0.95,
    );
    return speed && cpu;
  } finally {
    bare.close();
    await pool.close();
    rmSync(folder, { recursive: true });
  }
}

/** CPU of all children of this process; bare sharp's are idle while the pool works. */
function childrenCpu(): number {
  return childrenOf(process.pid).reduce((sum, pid) => sum + cpuSeconds(pid), 0);
}

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecipeInput } from "@pixpress/contracts";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { BareSharp } from "./bare-sharp.ts";
import { type CorpusSet, corpusSet } from "./corpus.ts";
import { measure, type Run } from "./measure.ts";
import { interleaved, median, report } from "./pairs.ts";
import { cpuSeconds, familySeconds } from "./process-figures.ts";
import type { Journey } from "./service-client.ts";

const quality = 80;
const goal = 0.9;
const processes = 2;

/** (b) The whole service, from HTTP upload to `completed`, standalone on two cores, against bare sharp on the same photos. */
export async function benchService(): Promise<boolean> {
  const photos = await corpusSet("photos");
  const folder = mkdtempSync(join(tmpdir(), "pixpress-bench-"));
  const service = await startApp("apps/standalone/src/main.ts", { DATA_DIR: join(folder, "data"), WORKER_PROCESSES: String(processes) });
  const client = fork(new URL("./service-client.ts", import.meta.url), { stdio: "inherit" });
  const bare = new BareSharp(processes);
  const through = (recipe: RecipeInput) => throughService(service, client, photos, recipe);
  try {
    const pairs = await interleaved(
      5,
      () => through({ formats: ["jpeg"], quality: { encoder: quality } }),
      () => measure({ work: () => bare.run(photos.files, folder, quality), cpuSeconds: () => bare.cpuSeconds() }),
    );
    tell(
      `the service, quality ${quality}`,
      photos,
      pairs.map(({ a }) => a),
    );
    tell(
      "bare sharp",
      photos,
      pairs.map(({ b }) => b),
    );
    const reached = report(
      "(b) photos: images/s of the service over bare sharp's",
      pairs.map(({ a, b }) => b.seconds / a.seconds),
      goal,
    );
    // For information: what is left of the ratio where the machine has other things to do.
    report(
      "(b) photos: bare sharp's CPU over that of service and client",
      pairs.map(({ a, b }) => b.cpuSeconds / a.cpuSeconds),
      goal,
    );
    tell("for information, the service with the default recipe", photos, [await through({})]);
    return reached;
  } finally {
    client.disconnect();
    bare.close();
    await service.stop();
    rmSync(folder, { recursive: true });
  }
}

/** From the first upload's start until every task is completed, as a client in a process of its own sees it. */
function throughService({ url, pid }: AppProcess, client: ChildProcess, { files }: CorpusSet, recipe: RecipeInput): Promise<Run> {
  const work = async () => {
    client.send({ url, files, recipe } satisfies Journey);
    await once(client, "message");
  };
  return measure({ work, cpuSeconds: () => familySeconds(pid) + cpuSeconds(client.pid ?? 0) });
}

function tell(name: string, { files, megapixels }: CorpusSet, runs: readonly Run[]): void {
  const seconds = median(runs.map((run) => run.seconds));
  const cpu = median(runs.map((run) => run.cpuSeconds));
  console.log(
    `(b) ${name}: ${(files.length / seconds).toFixed(2)} photos and ${(megapixels / seconds).toFixed(1)} megapixels a second, ` +
      `${((cpu / megapixels) * 1000).toFixed(1)} ms of CPU a megapixel`,
  );
}

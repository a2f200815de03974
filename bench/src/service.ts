import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { uploadImage } from "@pixpress/contracts/upload-image";
import { startApp } from "@pixpress/test-servers/app-process";
import { BareSharp } from "./bare-sharp.ts";
import { corpus } from "./corpus.ts";
import { interleaved, median, report } from "./pairs.ts";

const quality = 80;

/** (b) The whole service, from HTTP upload to `completed`, standalone on two cores, against bare sharp on the same photos. */
export async function benchService(): Promise<boolean> {
  const files = corpus("photos");
  const folder = mkdtempSync(join(tmpdir(), "pixpress-bench-"));
  const service = await startApp("apps/standalone/src/main.ts", { DATA_DIR: join(folder, "data"), WORKER_PROCESSES: "2" });
  const bare = new BareSharp(2);
  try {
    const pairs = await interleaved(
      5,
      () => throughService(service.url, files),
      async () => (await bare.run(files, folder, quality)).seconds,
    );
    console.log(
      `(b) ${files.length} photos: ${median(pairs.map(({ a }) => files.length / a)).toFixed(2)} a second from upload to completed`,
    );
    return report(
      "(b) service, images/s over bare sharp",
      pairs.map(({ a, b }) => b / a),
      0.9,
    );
  } finally {
    bare.close();
    await service.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Seconds from the first upload's start until every task is completed. */
async function throughService(url: string, files: readonly string[]): Promise<number> {
  const start = performance.now();
  const wanted = { formats: ["jpeg" as const], quality: { encoder: quality } };
  const accepted = await Promise.all(files.map(async (path) => uploadImage(url, new File([readFileSync(path)], basename(path)), wanted)));
  const open = new Set(accepted.map(({ taskId }) => taskId));
  while (open.size > 0) {
    await wait(50);
    for (const id of open) {
      const { status } = (await (await fetch(`${url}/tasks/${id}/status`)).json()) as { status: string };
      if (status === "failed") throw new Error(`task ${id} failed`);
      if (status !== "pending") open.delete(id);
    }
  }
  return (performance.now() - start) / 1000;
}

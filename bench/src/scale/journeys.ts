import { fork } from "node:child_process";
import { once } from "node:events";
import { cpuSeconds } from "../process-figures.ts";
import type { Journey } from "../service-client.ts";
import type { Services } from "./services.ts";

/** What journeys took: by the clock, and in processor time of each process. */
export interface Journeys {
  readonly seconds: number;
  readonly cpu: Readonly<Record<"server" | "worker" | "client", number>>;
}

/** From the first upload until a client, in a process of its own, has heard that the last task is completed. */
export async function makeJourneys({ server, worker }: Services, files: readonly string[], uploadsAtOnce: number): Promise<Journeys> {
  const client = fork(new URL("../service-client.ts", import.meta.url), { stdio: "inherit" });
  const pids = { server: server.pid, worker: worker.pid ?? 0, client: client.pid ?? 0 };
  const used = (name: keyof typeof pids) => cpuSeconds(pids[name]);
  const before = { server: used("server"), worker: used("worker"), client: used("client") };
  const start = performance.now();
  client.send({ url: server.url, files, recipe: {}, uploadsAtOnce } satisfies Journey);
  await once(client, "message");
  const seconds = (performance.now() - start) / 1000;
  const cpu = {
    server: used("server") - before.server,
    worker: used("worker") - before.worker,
    client: used("client") - before.client,
  };
  client.disconnect();
  return { seconds, cpu };
}

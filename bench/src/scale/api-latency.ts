import { setTimeout as pause } from "node:timers/promises";

const paths = ["/images?limit=20", "/tasks?limit=20", "/meta"];
const everyMs = 50;

/** Milliseconds of each request, one every 50 ms whatever became of the one before, until the signal aborts. */
export async function sampleLatency(url: string, signal: AbortSignal): Promise<number[]> {
  const asked: Promise<number>[] = [];
  while (!signal.aborted) {
    asked.push(ask(`${url}${paths[asked.length % paths.length]}`));
    await pause(everyMs);
  }
  return Promise.all(asked);
}

async function ask(address: string): Promise<number> {
  const start = performance.now();
  const answer = await fetch(address);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return performance.now() - start;
}

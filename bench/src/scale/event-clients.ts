import { get } from "node:http";

// A process of its own: opens as many event streams as it is told, and reports when each of them heard of each finished task.
const [url = "", count = "1"] = process.argv.slice(2);
const streams = Number(count);

/** Milliseconds from the database's moment of the finish to each client's reading of it, by task. */
const heard = new Map<string, number[]>();

function read(text: string): void {
  const now = Date.now();
  for (const line of text.split("\n")) {
    if (!line.includes('"status":"completed"')) continue;
    const id = /"task":\{"id":"(\w+)"/.exec(line)?.[1];
    const finishedAt = /"finishedAt":"([^"]+)"/.exec(line)?.[1];
    if (id === undefined || finishedAt === undefined) continue;
    const delays = heard.get(id) ?? [];
    delays.push(now - Date.parse(finishedAt));
    heard.set(id, delays);
    if (delays.length === streams) process.send?.({ kind: "heard", id, delays });
  }
}

function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = get(`${url}/trpc/tasks.watch?input=%7B%7D`, { headers: { accept: "text/event-stream" }, agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the stream was answered with ${response.statusCode}`));
      let rest = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        const text = rest + chunk;
        const end = text.lastIndexOf("\n") + 1;
        rest = text.slice(end);
        read(text.slice(0, end));
      });
      resolve();
    });
    asking.on("error", reject);
  });
}

for (let opened = 0; opened < streams; opened += 50) await Promise.all(Array.from({ length: Math.min(50, streams - opened) }, open));
let since = { at: performance.now(), cpu: process.cpuUsage() };
process.on("message", () => {
  const { user, system } = process.cpuUsage(since.cpu);
  const busy = (user + system) / 1000 / (performance.now() - since.at);
  since = { at: performance.now(), cpu: process.cpuUsage() };
  process.send?.({ kind: "idle", share: 1 - busy });
});
process.once("disconnect", () => process.exit());
process.send?.({ kind: "open" });

// Leaves with 0 where the worker's process lives, is not frozen, holds a connection to Redis and, if it may be asked, finds nothing wrong with itself;
// else says what is missing, with 1.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const main = "apps/worker/src/main.ts";
const redisPort = Number(process.env.REDIS_PORT || 6379);
const ownPort = Number(process.env.METRICS_PORT || 0);

const worker = readdirSync("/proc").find((name) => /^\d+$/.test(name) && runs(name));
if (worker === undefined) leave("There is no worker process.");
if (/\) [TtZX] /.test(read(`/proc/${worker}/stat`))) leave("The worker's process is frozen or dead.");
if (!connected(worker)) leave("The worker has no connection to Redis.");
if (ownPort !== 0) await ask(ownPort);

/** Whether a process is Node, in this folder, with the worker's main as its file; its init has that among its arguments, too. */
function runs(pid) {
  const [command = "", ...args] = read(`/proc/${pid}/cmdline`).split("\0");
  return command.endsWith("node") && args.includes(main) && folderOf(pid) === process.cwd();
}

function folderOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** A socket in the state ESTABLISHED (01) to Redis's port, in the process's network. */
function connected(pid) {
  const sockets = ["tcp", "tcp6"].flatMap((kind) => read(`/proc/${pid}/net/${kind}`).split("\n").slice(1));
  return sockets.some((line) => {
    const [, , remote = "", state] = line.trim().split(/\s+/);
    return state === "01" && Number.parseInt(remote.split(":")[1] ?? "", 16) === redisPort;
  });
}

/** What the worker says of itself, on the port of its figures. */
async function ask(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
  if (answer === null) leave("The worker does not say how it is.");
  if (!answer.ok) leave((await answer.text()).trim());
}

/** A process may end while it is looked at. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const cache = join(root, "node_modules", ".cache");

/** Runs Prometheus's own checker; throws with what it says where something is wrong. */
export function promtool(args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(pathOfPromtool(), args, { encoding: "utf8", input });
  if (status !== 0) throw new Error(`promtool ended with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** The one on PATH, else that of Debian's package, unpacked beside what npm installs: the package itself would start a server. */
function pathOfPromtool(): string {
  const { status, stdout } = spawnSync("sh", ["-c", "command -v promtool"], { encoding: "utf8" });
  if (status === 0) return stdout.trim();
  const unpacked = join(cache, "promtool");
  if (existsSync(unpacked)) return unpacked;
  mkdirSync(cache, { recursive: true });
  const incoming = mkdtempSync(join(cache, "incoming-"));
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: incoming, stdio: ["ignore", "ignore", "pipe"] });
  try {
    // Whoever is not root downloads by the lists that are there.
    if (process.getuid?.() === 0) run("apt-get", "update", "-qq");
    run("apt-get", "download", "prometheus");
    const [file = ""] = readdirSync(incoming);
    run("dpkg-deb", "--extract", file, "unpacked");
    renameSync(join(incoming, "unpacked", "usr", "bin", "promtool"), unpacked);
  } catch (cause) {
    throw new Error("The tests need promtool, on PATH or by apt-get download. On Debian or Ubuntu it is in the package prometheus.", {
      cause,
    });
  } finally {
    rmSync(incoming, { recursive: true, force: true });
  }
  return unpacked;
}

// Plain JavaScript for Node 20: it runs before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".bootstrap");

/** Installs the workspace where it is not installed as the lock file says; answers with the path of the pinned Node. */
export function bootstrap() {
  const node = pinnedNode();
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(node)) return node;
  console.log("pixpress: installing what it needs (about half a minute the first time) ...");
  rmSync(stamp, { force: true });
  const { packageManager } = manifest();
  // CI: pnpm asks nothing. NODE_ENV: the development dependencies come too. HOME: pnpm fails where it is empty.
  const env = { ...process.env, CI: "true", NODE_ENV: "development", HOME: process.env.HOME || userInfo().homedir };
  const { status, error } = spawnSync("npx", ["-y", packageManager, "install", "--frozen-lockfile"], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (error !== undefined || status !== 0) fail(`the installation failed${error ? `: ${error.message}` : ""}`);
  if (!existsSync(node)) fail(`there is no Node for ${process.platform}-${process.arch} among the packages`);
  writeFileSync(stamp, wanted);
  return node;
}

/** Runs a command with the pinned Node, passes signals on to it and leaves with its exit code. */
export function run(node, args, env = {}) {
  const child = spawn(node, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => isOwnTerminal(signal) || child.kill(signal));
  // npm's own shell may end without a word to us; a changed parent says so.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500).unref();
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
}

/** Runs a command with the pinned Node to its end; answers with its exit code. */
export function runSync(node, args, options = {}) {
  const { status } = spawnSync(node, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options });
  return status ?? 1;
}

/** The variables of the root `.env`, for `start` and `dev` alone; what the environment sets wins. */
export function readEnvFile() {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** The entry of an installed command, to be run by the pinned Node and not by a shell's shim. */
export const bin = (name, entry) => join(root, "node_modules", name, entry);

function pinnedNode() {
  const { platform, arch } = process;
  const name = platform === "darwin" ? `node-bin-darwin-${arch}` : platform === "win32" ? `node-win-${arch}` : `node-${platform}-${arch}`;
  return join(root, "node_modules", name, "bin", platform === "win32" ? "node.exe" : "node");
}

function manifest() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function fail(reason) {
  console.error(`pixpress: ${reason}.`);
  process.exit(1);
}

/** A terminal sends Ctrl-C to the whole group: passing it on would be the second signal, which ends at once. */
function isOwnTerminal(signal) {
  return signal === "SIGINT" && process.stdin.isTTY === true;
}

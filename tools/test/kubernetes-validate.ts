import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

const version = "1.37.0";
const cache = join(root, "node_modules", ".cache");

/** Checks manifests against Kubernetes's own schemas, which the validator brings along; throws with what it says where one is wrong. */
export function validateManifests(files: readonly string[]): string {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, PYTHONPATH: installed() };
  const { status, stdout, stderr } = spawnSync("python3", ["-m", "kubernetes_validate", "--strict", ...files], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`kubernetes-validate ended with ${status}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** The folder it is in, installed once by pip and kept beside what npm installs. */
function installed(): string {
  const folder = join(cache, `kubernetes-validate-${version}`);
  if (existsSync(folder)) return folder;
  ensurePip();
  mkdirSync(cache, { recursive: true });
  const incoming = mkdtempSync(join(cache, "incoming-"));
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--target", incoming];
  execFileSync("python3", [...pip, `kubernetes-validate==${version}`], { stdio: ["ignore", "ignore", "inherit"] });
  renameSync(incoming, folder);
  return folder;
}

function ensurePip(): void {
  if (hasPip()) return;
  const install = "apt-get install -y --no-install-recommends python3 python3-pip";
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) {
    throw new Error(`The tests need python3 with pip. On Debian or Ubuntu: sudo ${install}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("sh", ["-c", `apt-get update -qq && ${install}`], { env, stdio: ["ignore", "ignore", "inherit"] });
  if (!hasPip()) throw new Error("python3-pip was installed, but python3 still has no pip.");
}

const hasPip = () => spawnSync("python3", ["-m", "pip", "--version"]).status === 0;

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureCommand, ensurePart } from "@pixpress/test-servers/install";
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
  ensureCommand("python3");
  ensurePart("python3's venv");
  mkdirSync(cache, { recursive: true });
  const incoming = mkdtempSync(join(cache, "incoming-"));
  // The environment only lends its pip: what is installed can then be moved to its place in one step.
  const venv = join(incoming, "venv");
  execFileSync("python3", ["-m", "venv", venv], { stdio: ["ignore", "ignore", "inherit"] });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", join(incoming, "packages")];
  execFileSync(join(venv, "bin", "python3"), [...pip, `kubernetes-validate==${version}`], { stdio: ["ignore", "ignore", "inherit"] });
  renameSync(join(incoming, "packages"), folder);
  rmSync(incoming, { recursive: true });
  return folder;
}

import { execFileSync, spawnSync } from "node:child_process";

/** Installs Debian's package of a shared library where the loader does not find it and that is possible; throws with the command to run where it is not. */
export function ensureLibrary(file: string, debianPackage: string): void {
  if (isKnown(file)) return;
  const install = `apt-get install -y --no-install-recommends ${debianPackage}`;
  if (process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) {
    throw new Error(`The tests need ${file}. On Debian or Ubuntu: sudo ${install}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("sh", ["-c", `apt-get update -qq && ${install}`], { env, stdio: ["ignore", "ignore", "inherit"] });
  if (!isKnown(file)) throw new Error(`${debianPackage} was installed, but the loader still does not find ${file}.`);
}

const isKnown = (file: string) => (spawnSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" }).stdout ?? "").includes(file);

import { execFileSync, spawnSync } from "node:child_process";

/** The path of a command, installing Debian's package for it where that is possible; throws with the command to run where it is not. */
export function ensureCommand(command: string, debianPackage: string): string {
  const found = pathOf(command);
  if (found !== null) return found;
  const install = `apt-get install -y --no-install-recommends ${debianPackage}`;
  if (process.getuid?.() !== 0 || pathOf("apt-get") === null) {
    throw new Error(`The tests need ${command}, which is not on PATH. On Debian or Ubuntu: sudo ${install}`);
  }
  console.log(`Installing ${debianPackage} for the tests ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // policy-rc.d would be the clean way to keep services from starting; containers have no init, so nothing starts there.
  execFileSync("sh", ["-c", `apt-get update -qq && ${install}`], { env, stdio: ["ignore", "ignore", "inherit"] });
  const installed = pathOf(command);
  if (installed === null) throw new Error(`${debianPackage} was installed, but ${command} is still not on PATH.`);
  return installed;
}

function pathOf(command: string): string | null {
  const { status, stdout } = spawnSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

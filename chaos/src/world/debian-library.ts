import { execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";

/** The path of a library, installing Debian's package for it where that is possible; throws with the command to run where it is not. */
export function ensureDebianLibrary(name: string, debianPackage: string): string {
  const found = pathOf(name);
  if (found !== undefined) return found;
  const installation = `apt-get install -y --no-install-recommends ${debianPackage}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    throw new Error(`This needs ${name}. On Debian or Ubuntu: sudo ${installation}`);
  console.log(`  installing ${debianPackage} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("sh", ["-c", `apt-get update -qq && ${installation}`], { env, stdio: ["ignore", "ignore", "inherit"] });
  const installed = pathOf(name);
  if (installed === undefined) throw new Error(`${debianPackage} was installed, but ${name} is still not there.`);
  return installed;
}

const pathOf = (name: string): string | undefined => globSync(`/usr/lib/*/${name}`)[0];

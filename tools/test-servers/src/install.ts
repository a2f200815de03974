import { execFileSync, spawnSync } from "node:child_process";

/** Every command the tests run that is not the project's own, with Debian's package for it. */
export const commands = {
  "redis-server": "redis-server",
  chromium: "chromium",
  nginx: "nginx",
  javac: "openjdk-17-jdk-headless",
  mvn: "maven",
  unzip: "unzip",
  curl: "curl",
  openssl: "openssl",
  ps: "procps",
  tini: "tini",
  python3: "python3-venv",
} as const satisfies Record<string, string>;

/** The path of a command, installing Debian's package for it where that is possible; throws with the command to run where it is not. */
export function ensureCommand(command: keyof typeof commands): string {
  const found = pathOf(command);
  if (found !== null) return found;
  const debianPackage = commands[command];
  if (!canInstall()) {
    throw new Error(`The tests need ${command}, which is not on PATH. On Debian or Ubuntu: sudo ${installationOf([debianPackage])}`);
  }
  install([debianPackage]);
  const installed = pathOf(command);
  if (installed === null) throw new Error(`${debianPackage} was installed, but ${command} is still not on PATH.`);
  return installed;
}

/** Installs all that is missing in one go, where that is possible: tests that run side by side would be in each other's way. */
export function installMissing(): void {
  if (!canInstall()) return;
  const missing = Object.entries(commands).filter(([command]) => pathOf(command) === null);
  if (missing.length > 0) install(missing.map(([, debianPackage]) => debianPackage));
}

const canInstall = () => process.getuid?.() === 0 && pathOf("apt-get") !== null;
const installationOf = (packages: readonly string[]) => `apt-get install -y --no-install-recommends ${packages.join(" ")}`;

function install(packages: readonly string[]): void {
  console.log(`pixpress: installing ${packages.join(", ")} for the tests ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("sh", ["-c", `apt-get update -qq && ${installationOf(packages)}`], { env, stdio: ["ignore", "ignore", "inherit"] });
}

function pathOf(command: string): string | null {
  const { status, stdout } = spawnSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

import { execFileSync, spawnSync } from "node:child_process";

/** Every command the tests run that is not the project's own, with Debian's package for it. */
export const commands = {
  "redis-server": "redis-server",
  "redis-cli": "redis-tools",
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

/** What they need that is no command: how to tell that it is there, and Debian's package for it. */
const parts = {
  "libjemalloc.so.2": { there: "/sbin/ldconfig -p | grep -q libjemalloc.so.2", debianPackage: "libjemalloc2" },
  "python3's venv": { there: "python3 -c 'import venv, ensurepip'", debianPackage: "python3-venv" },
  libfaketime: { there: "ls /usr/lib/*/faketime/libfaketime.so.1", debianPackage: "libfaketime" },
} as const satisfies Record<string, { there: string; debianPackage: string }>;

/** The path of a command, installing Debian's package for it where that is possible; throws with the command to run where it is not. */
export function ensureCommand(command: keyof typeof commands): string {
  return ensureDebianCommand(command, commands[command]);
}

/** The same for a command that no test runs, by the name of its package. */
export function ensureDebianCommand(command: string, debianPackage: string): string {
  const found = pathOf(command);
  if (found !== null) return found;
  if (!canInstall()) {
    throw new Error(`This needs ${command}, which is not on PATH. On Debian or Ubuntu: sudo ${installationOf([debianPackage])}`);
  }
  install([debianPackage]);
  const installed = pathOf(command);
  if (installed === null) throw new Error(`${debianPackage} was installed, but ${command} is still not on PATH.`);
  return installed;
}

/** Installs a part where that is needed and possible; throws with the command to run where it is not. */
export function ensurePart(name: keyof typeof parts): void {
  const { there, debianPackage } = parts[name];
  if (succeeds(there)) return;
  if (!canInstall()) throw new Error(`The tests need ${name}. On Debian or Ubuntu: sudo ${installationOf([debianPackage])}`);
  install([debianPackage]);
  if (!succeeds(there)) throw new Error(`${debianPackage} was installed, but ${name} is still not found.`);
}

/** Installs all that is missing in one go, where that is possible: tests that run side by side would be in each other's way. */
export function installMissing(): void {
  if (!canInstall()) return;
  const missingCommands = Object.entries(commands).filter(([command]) => pathOf(command) === null);
  const missingParts = Object.values(parts).filter(({ there }) => !succeeds(there));
  const missing = new Set([
    ...missingCommands.map(([, debianPackage]) => debianPackage),
    ...missingParts.map(({ debianPackage }) => debianPackage),
  ]);
  if (missing.size > 0) install([...missing]);
}

const canInstall = () => process.getuid?.() === 0 && pathOf("apt-get") !== null;
const installationOf = (packages: readonly string[]) => `apt-get install -y --no-install-recommends ${packages.join(" ")}`;

function install(packages: readonly string[]): void {
  console.log(`pixpress: installing ${packages.join(", ")} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("sh", ["-c", `apt-get update -qq && ${installationOf(packages)}`], { env, stdio: ["ignore", "ignore", "inherit"] });
}

function pathOf(command: string): string | null {
  const { status, stdout } = spawnSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

const succeeds = (question: string) => spawnSync("sh", ["-c", question], { stdio: "ignore" }).status === 0;

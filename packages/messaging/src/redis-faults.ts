import type { Redis } from "ioredis";
import { guard } from "./redis-error.ts";

const oldestVersion = [6, 2] as const;

/** What is wrong with the server for our purpose, a sentence each. */
export async function redisFaults(calls: Redis): Promise<string[]> {
  return await guard("faults", async () => {
    const [server, memory] = await Promise.all([calls.info("server"), calls.info("memory")]);
    return [...versionFaults(infoField(server, "redis_version")), ...policyFaults(infoField(memory, "maxmemory_policy"))];
  });
}

function versionFaults(version: string | null): string[] {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestVersion;
  if (version === null || major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return [];
  return [`Redis ${version} is too old for the queues: ${oldestVersion.join(".")} or newer is needed.`];
}

function policyFaults(policy: string | null): string[] {
  if (policy === null || policy === "noeviction") return [];
  return [`Redis throws work away when its memory is full: its maxmemory-policy is ${policy} and must be noeviction.`];
}

/** One line of what INFO answers. */
export function infoField(info: string, name: string): string | null {
  const line = info.split(/\r?\n/).find((text) => text.startsWith(`${name}:`));
  return line?.slice(name.length + 1) ?? null;
}

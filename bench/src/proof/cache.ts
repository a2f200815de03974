import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../corpus.ts";

/** Outside the repository; by `PROOF_CACHE` elsewhere. */
export const cacheFolder = process.env["PROOF_CACHE"] ?? join(tmpdir(), "pixpress-proof");

/** The engine's name in the cache: a hash of its sources, or what `PROOF_ENGINE` says. A run that was cut short goes on where it was. */
export const engineName = process.env["PROOF_ENGINE"] ?? hashOfSources();

/** What a work of this name came to; it is done only where nothing is known of it. */
export async function remember<T>(name: string, work: () => Promise<T>): Promise<T> {
  const path = join(cacheFolder, `${name.replaceAll(/[^\w.=+-]+/g, "_")}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as T;
  const came = await work();
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(path, JSON.stringify(came));
  return came;
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const home of ["packages/engine/src", "packages/ssimulacra2/src"].map((path) => join(root, path))) {
    const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    for (const name of files.toSorted()) hash.update(name).update(readFileSync(join(home, name)));
  }
  return hash.digest("hex").slice(0, 8);
}

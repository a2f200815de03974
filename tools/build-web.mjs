import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runSync } from "./bootstrap.mjs";

const web = join(root, "apps", "web");
const stamp = join(web, "dist", ".inputs");

/** Builds the page where what it is made from has changed since the last build. */
export function buildWeb(node) {
  const inputs = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return;
  console.log("pixpress: building the page ...");
  const vite = join(web, "node_modules", "vite", "bin", "vite.js");
  const status = runSync(node, [vite, "build", "--logLevel", "warn"], { cwd: web });
  if (status !== 0) process.exit(status);
  writeFileSync(stamp, inputs);
}

function fingerprint() {
  const hash = createHash("sha256");
  const sources = [join(web, "src"), join(web, "vite"), join(web, "public"), join(root, "packages", "contracts", "src")].flatMap(
    filesUnder,
  );
  const single = ["index.html", "package.json", "vite.config.ts", "tsconfig.json"].map((name) => join(web, name));
  for (const file of [...sources, ...single, join(root, "pnpm-lock.yaml")]) {
    if (existsSync(file)) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

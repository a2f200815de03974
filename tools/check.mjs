import { bin, bootstrap, runSync } from "./bootstrap.mjs";

const node = bootstrap();
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
const steps = {
  types: [bin("turbo", "bin/turbo"), "run", "types", "--output-logs=errors-only"],
  "types of the tools": [bin("typescript", "bin/tsc"), "--noEmit", "-p", "tools"],
  lint: [bin("oxlint", "bin/oxlint"), "-c", "oxlint.config.ts", "--deny-warnings", "apps", "packages", "bench", "chaos", "tools"],
  formatting: [bin("@biomejs/biome", "bin/biome"), "check", "."],
  "unused code": [bin("knip", "bin/knip.js")],
};

const failed = Object.entries(steps).filter(([name, args]) => {
  console.log(`\npixpress: checking ${name} ...`);
  return runSync(node, args, { env }) !== 0;
});
if (failed.length > 0) console.error(`\npixpress: ${failed.map(([name]) => name).join(", ")} must be mended.`);
process.exit(failed.length === 0 ? 0 : 1);

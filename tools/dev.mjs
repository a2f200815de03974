import { resolve } from "node:path";
import { bin, bootstrap, readEnvFile, root, run } from "./bootstrap.mjs";

const node = bootstrap();
readEnvFile();
const apps = process.env.REDIS_HOST ? ["server", "worker", "web"] : ["standalone", "web"];
const filters = apps.map((app) => `--filter=@pixpress/${app}`);
run(node, [bin("turbo", "bin/turbo"), "run", "dev", ...filters], {
  TURBO_TELEMETRY_DISABLED: "1",
  DEV: process.env.DEV || "true",
  // Each app runs in its own folder, but all share this one.
  DATA_DIR: resolve(root, process.env.DATA_DIR || "data"),
});

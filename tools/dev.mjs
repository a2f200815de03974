import { bin, bootstrap, readEnvFile, run } from "./bootstrap.mjs";

const node = bootstrap();
readEnvFile();
const apps = process.env.REDIS_HOST ? ["server", "worker", "web"] : ["standalone", "web"];
const filters = apps.map((app) => `--filter=@pixpress/${app}`);
run(node, [bin("turbo", "bin/turbo"), "run", "dev", ...filters], { TURBO_TELEMETRY_DISABLED: "1", DEV: process.env.DEV || "true" });

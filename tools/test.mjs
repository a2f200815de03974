import { bin, bootstrap, run, runSync } from "./bootstrap.mjs";
import { buildWeb } from "./build-web.mjs";

const node = bootstrap();
buildWeb(node);
const status = runSync(node, ["tools/test-servers/src/install-missing.ts"]);
if (status !== 0) process.exit(status);
run(node, [bin("vitest", "vitest.mjs"), "run", ...process.argv.slice(2)]);

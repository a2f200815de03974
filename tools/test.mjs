import { bin, bootstrap, run } from "./bootstrap.mjs";
import { buildWeb } from "./build-web.mjs";

const node = bootstrap();
buildWeb(node);
run(node, [bin("vitest", "vitest.mjs"), "run", ...process.argv.slice(2)]);

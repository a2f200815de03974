import { bootstrap, run } from "./bootstrap.mjs";
import { buildWeb } from "./build-web.mjs";

const node = bootstrap();
buildWeb(node);
run(node, ["bench/src/main.ts", ...process.argv.slice(2)]);

import { bootstrap, readEnvFile, run } from "./bootstrap.mjs";
import { buildWeb } from "./build-web.mjs";

const node = bootstrap();
buildWeb(node);
readEnvFile();
run(node, ["apps/standalone/src/main.ts"]);

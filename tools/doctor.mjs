import { bootstrap, readEnvFile, run } from "./bootstrap.mjs";

const node = bootstrap();
readEnvFile();
run(node, ["apps/doctor/src/main.ts"]);

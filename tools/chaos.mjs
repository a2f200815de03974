import { bootstrap, run } from "./bootstrap.mjs";

run(bootstrap(), ["chaos/src/main.ts", ...process.argv.slice(2)]);

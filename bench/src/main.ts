import { benchEngine } from "./engine.ts";
import { benchService } from "./service.ts";
import { benchUploadMemory } from "./upload-memory.ts";

const benches: Record<string, () => Promise<boolean>> = { engine: benchEngine, service: benchService, "upload-memory": benchUploadMemory };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(", ")}: ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
let missed = 0;
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (!(await bench())) missed += 1;
}
process.exit(missed === 0 ? 0 : 1);

import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What waits for a state waits as long as a busy machine may take. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 45_000 } } };
const node = (name: string, root: string) => ({
  test: { name, root, include: ["test/**/*.test.ts"], ...patience },
});

/** One project a package; `apps/web` has its own file, for it needs a browser's environment. */
export default defineConfig({
  test: {
    // By itself vitest leaves one core free; most of these tests wait for processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      ...["contracts", "db", "storage", "messaging", "telemetry", "engine", "ssimulacra2"].map((name) => node(name, `packages/${name}`)),
      ...["server", "worker", "standalone", "doctor"].map((name) => node(name, `apps/${name}`)),
      node("chaos", "chaos"),
      node("tools", "tools"),
      "apps/web/vite.config.ts",
    ],
  },
});

import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const node = (name: string, root: string) => ({
  test: { name, root, include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
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
      { test: { name: "tools", root: "tools", include: ["test/**/*.test.ts"], testTimeout: 60_000 } },
      "apps/web/vite.config.ts",
    ],
  },
});

import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** Prints what JavaScript a first visit loads, gzipped, and fails the build where that is more than `limitBytes`. */
export function firstLoad(limitBytes: number): Plugin {
  return {
    name: "pixpress:first-load",
    apply: "build",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const total = loadedAtFirst(chunks).reduce((sum, { code }) => sum + gzipSync(code).length, 0);
      const sizes = `First-load JavaScript: ${(total / 1000).toFixed(1)} kB gzip (limit ${limitBytes / 1000} kB)`;
      if (total > limitBytes) this.error(sizes);
      console.log(sizes);
    },
  };
}

/** The entry and all that it imports without being asked to. */
function loadedAtFirst(chunks: readonly Rollup.OutputChunk[]): Rollup.OutputChunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const chunk of loaded) {
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) loaded.add(imported);
    }
  }
  return [...loaded];
}

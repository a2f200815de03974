import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const apps = { server: "apps/server", worker: "apps/worker", web: "apps/web", engine: "packages/engine" } as const;
type App = keyof typeof apps;

/** A field of the contract, and the apps whose own sources must stop compiling when it is renamed. */
const table: { file: string; schema: string; field: string; breaks: App[] }[] = [
  { file: "task-message.ts", schema: "taskMessage", field: "key", breaks: ["server", "worker"] },
  { file: "task-message.ts", schema: "taskMessage", field: "createdAt", breaks: ["server", "worker"] },
  { file: "task-result.ts", schema: "taskResult", field: "outputs", breaks: ["server", "worker"] },
  { file: "task-result.ts", schema: "taskResult", field: "status", breaks: ["server", "worker"] },
  { file: "task-result.ts", schema: "about", field: "imageId", breaks: ["server", "worker"] },
  { file: "event.ts", schema: "taskChanged", field: "task", breaks: ["server", "web"] },
  { file: "event.ts", schema: "imageDeleted", field: "imageId", breaks: ["server", "web"] },
  { file: "image.ts", schema: "image", field: "compressedUrl", breaks: ["server", "web"] },
  { file: "image.ts", schema: "image", field: "taskId", breaks: ["server", "web"] },
  { file: "task.ts", schema: "task", field: "revision", breaks: ["server", "web"] },
  { file: "task.ts", schema: "task", field: "imageId", breaks: ["server", "web"] },
  { file: "recipe.ts", schema: "written", field: "formats", breaks: ["web", "worker", "engine"] },
  { file: "recipe.ts", schema: "written", field: "maxWidth", breaks: ["engine"] },
  { file: "recipe.ts", schema: "written", field: "quality", breaks: ["web"] },
  { file: "recipe.ts", schema: "complete", field: "quality", breaks: ["engine"] },
];

let scratch = "";
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "pixpress-contract-"));
  for (const name of ["apps", "packages", "tsconfig.base.json", "package.json"]) {
    cpSync(join(root, name), join(scratch, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/\/(dist|test|\.turbo)$/.test(path),
    });
  }
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  symlinkSync(join(root, "tools"), join(scratch, "tools"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The apps with a type error in their own `src`. */
async function broken(names: readonly App[]): Promise<App[]> {
  const errors = await Promise.all(names.map((name) => typeErrors(apps[name])));
  return names.filter((_, index) => /^src\//m.test(errors[index] ?? ""));
}

function typeErrors(folder: string): Promise<string> {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, "--noEmit", "--pretty", "false"], { cwd: join(scratch, folder), maxBuffer: 2 ** 26 }, (_, stdout) =>
      resolve(stdout),
    );
  });
}

/** Renames one field inside one schema's declaration. */
function rename(file: string, schema: string, field: string): () => void {
  const path = join(scratch, "packages", "contracts", "src", file);
  const source = readFileSync(path, "utf8");
  const start = source.search(new RegExp(`const ${schema} = `));
  const at = source.slice(start).search(new RegExp(`\\b${field}\\b\\s*[,:}]`)) + start;
  expect(start, `${schema} in ${file}`).toBeGreaterThanOrEqual(0);
  expect(at, `${field} of ${schema}`).toBeGreaterThan(start);
  const shorthand = new RegExp(`^${field}\\s*[,}]`).test(source.slice(at));
  const renamed = shorthand ? `renamedField: ${field}` : "renamedField";
  writeFileSync(path, source.slice(0, at) + renamed + source.slice(at + field.length));
  return () => writeFileSync(path, source);
}

describe("the contract types everything that is said", () => {
  it("the untouched copy compiles", async () => {
    for (const folder of Object.values(apps)) expect(await typeErrors(folder), folder).toBe("");
  });

  it("the table asks at least ten fields, and each of the three apps at least four times", () => {
    expect(new Set(table.map(({ schema, field }) => `${schema}.${field}`)).size).toBeGreaterThanOrEqual(10);
    for (const app of ["server", "worker", "web"] as const)
      expect(table.filter(({ breaks }) => breaks.includes(app)).length).toBeGreaterThanOrEqual(4);
  });

  const rows = table.map((row) => [`${row.schema}.${row.field}`, row.breaks.join(" and "), row] as const);
  it.each(rows)("%s renamed: %s stop compiling", async (_, __, { file, schema, field, breaks }) => {
    const restore = rename(file, schema, field);
    try {
      expect(await broken(breaks)).toEqual(breaks);
    } finally {
      restore();
    }
  });
});

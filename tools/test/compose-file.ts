import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "./root.ts";

/** What the tests read of a service. */
export interface Service {
  readonly command?: string[];
  readonly entrypoint?: string[];
  readonly working_dir?: string;
  readonly volumes?: string[];
  readonly environment?: Record<string, string>;
  readonly networks?: string[];
  readonly build?: { readonly context: string; readonly target: string };
  readonly healthcheck?: { readonly test: string[] };
  readonly [more: string]: unknown;
}

export interface Compose {
  readonly source: string;
  readonly services: Record<string, Service>;
  readonly networks?: Record<string, { readonly internal?: boolean } | null>;
}

export function readCompose(name: string): Compose {
  const source = readFileSync(join(root, name), "utf8");
  return { ...(parse(source, { merge: true }) as Omit<Compose, "source">), source };
}

/** What every compose file of ours promises. */
export function composeSuite(name: string): void {
  const { source, services } = readCompose(name);

  it("is valid by the compose specification's schema, and publishes on a named interface only", () => {
    const dclint = join(root, "node_modules", "dclint", "bin", "dclint.cjs");
    expect(() => execFileSync(process.execPath, [dclint, name], { cwd: root, stdio: "pipe" })).not.toThrow();
  });

  it("uses no variable that .env.example does not define", () => {
    const used = [...source.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, variable]) => variable);
    const defined = [...readFileSync(join(root, ".env.example"), "utf8").matchAll(/^([A-Z_]+)=/gm)].map(([, variable]) => variable);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((variable) => !defined.includes(variable))).toEqual([]);
  });

  it("mounts, builds from and works in folders that exist", () => {
    const paths = Object.values(services).flatMap(({ volumes = [], working_dir, build }) => [
      ...volumes.filter((volume) => volume.startsWith(".")).map((volume) => volume.split(":")[0] ?? ""),
      ...(working_dir === undefined ? [] : [working_dir.replace(/^\/app/, ".")]),
      ...(build === undefined ? [] : [build.context]),
    ]);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
}

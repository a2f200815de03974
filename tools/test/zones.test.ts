import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { rooms, zones } from "../zones.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const manifest = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string> | undefined
  >;
const ours = (names: Record<string, string> | undefined) =>
  Object.keys(names ?? {}).flatMap((name) => (name.startsWith("@pixpress/") ? [name.slice(10)] : []));

describe("the zones", () => {
  it("name every package and app of the workspace", () => {
    const folders = ["packages", "apps"].flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`));
    expect(Object.keys(zones).toSorted()).toEqual(folders.filter((folder) => existsSync(join(root, folder, "package.json"))).toSorted());
  });

  it.each(Object.entries(zones))("let %s depend on what the table allows, and on nothing else of the house", (folder, allowed) => {
    expect(ours(manifest(folder).dependencies).filter((name) => !(allowed as readonly string[]).includes(name))).toEqual([]);
  });

  it("hold no cycle", () => {
    const below = new Map(Object.entries(zones).map(([folder, names]) => [folder.split("/")[1] ?? "", names as readonly string[]]));
    const reaches = (from: string, to: string): boolean => (below.get(from) ?? []).some((name) => name === to || reaches(name, to));
    expect([...below.keys()].filter((name) => reaches(name, name))).toEqual([]);
  });

  it("are the table that the architecture page shows", () => {
    const page = readFileSync(join(root, "docs", "architecture.md"), "utf8");
    for (const [folder, names] of Object.entries(zones)) {
      expect(page).toContain(`| \`${folder}\` | ${names.length === 0 ? "nothing" : names.join(", ")} |`);
    }
  });
});

describe("the rooms of outside libraries", () => {
  it.each(Object.entries(rooms).filter(([library]) => !library.startsWith("node:")))(
    "keep %s a dependency of one package alone",
    (library, files) => {
      const owners = Object.keys(zones).filter((folder) => library in (manifest(folder).dependencies ?? {}));
      expect(owners).toEqual([files.split("/").slice(0, 2).join("/")]);
    },
  );
});

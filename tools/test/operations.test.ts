import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./root.ts";

const page = readFileSync(join(root, "docs", "operations.md"), "utf8");
const found = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, text = ""]) => text);

describe("docs/operations.md", () => {
  it("explains only what the processes really say", () => {
    const sentences = found(/^\| `([A-Z][^` ]* [^`]+)`/gm);
    expect(sentences.length).toBeGreaterThan(10);
    const sources = ["apps", "packages"].flatMap((parent) =>
      readdirSync(join(root, parent)).flatMap((name) => textsUnder(join(root, parent, name, "src"))),
    );
    const words = [...sources, ...textsUnder(join(root, "deploy", "docker"))].join("\n");
    // A sentence with something put into it is held to the words before and after that.
    const parts = sentences.flatMap((sentence) => sentence.split(" … ").filter((part) => part !== "Redis"));
    expect(parts.filter((part) => !words.includes(part))).toEqual([]);
  });

  it("names files that exist, scripts that run and variables that are read", () => {
    const files = found(/(?<![\w/.]|exec |scale )((?:apps|deploy|tools)\/[\w./-]+|docker-compose[\w.]*\.yml)/g);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
    expect(found(/npm run ([\w-]+)/g).filter((name) => !(name in scripts))).toEqual([]);
    const defined = readFileSync(join(root, ".env.example"), "utf8");
    const variables = found(/`([A-Z]+_[A-Z_]+)`/g).filter((name) => name !== "LD_PRELOAD");
    expect(variables.filter((name) => !defined.includes(`\n${name}=`))).toEqual([]);
  });

  it("marks whatever needs a container engine or a cluster as not run", () => {
    const blocks = page.split("```");
    const unmarked = blocks.flatMap((block, index) => {
      if (index % 2 === 0 || !/^(docker|kubectl|for target)/m.test(block)) return [];
      const marked =
        blocks[index - 1]?.slice(-400).includes("**not run**") ||
        block.split("\n").every((line) => !/^(docker|kubectl)/.test(line) || line.includes("not run"));
      return marked ? [] : [block];
    });
    expect(unmarked).toEqual([]);
  });
});

function textsUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => /\.(ts|mjs)$/.test(entry.name)).map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

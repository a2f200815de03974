import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "vite";

const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** Builds the page into a folder of its own and answers requests from it as a server does: what is no file is the page. */
export async function buildPage() {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-page-"));
  await build({ root: join(import.meta.dirname, ".."), logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
  const page: RequestListener = ({ url = "/" }, response) => {
    const path = new URL(url, "http://page").pathname;
    const type = types[extname(path)];
    response.setHeader("content-type", type ?? "text/html");
    response.end(readFileSync(join(folder, type === undefined ? "index.html" : path)));
  };
  return { page, remove: () => rmSync(folder, { recursive: true }) };
}

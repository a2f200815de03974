import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusal, serve } from "./serve.ts";

let webFolder: string;
beforeAll(async () => {
  webFolder = await mkdtemp(join(tmpdir(), "pixpress-page-"));
  await mkdir(join(webFolder, "assets"));
  await writeFile(join(webFolder, "index.html"), "<!doctype html><title>the page</title>");
  await writeFile(join(webFolder, "assets", "index-abc123.js"), "export {};");
});
afterAll(() => rm(webFolder, { recursive: true }));

const withPage = () => serve({ parts: () => ({ webFolder }) });
const html = { headers: { accept: "text/html,*/*" } };

describe("the page", () => {
  it("is at / and at each of its own routes, and is asked for anew each time", async () => {
    const { url } = await withPage();
    for (const path of ["/", "/image/64b1f0c2a1b2c3d4e5f60718", "/about/it?x=1"]) {
      const response = await fetch(url + path, html);
      expect(await response.text()).toContain("the page");
      expect(response.headers.get("cache-control")).toBe("no-cache");
      expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    }
  });

  it("has assets that are kept for ever", async () => {
    const { url } = await withPage();
    const response = await fetch(`${url}/assets/index-abc123.js`);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).toMatch(/javascript/);
  });

  it("needs no token, for it is where the token is asked for", async () => {
    const server = await serve({ parts: () => ({ webFolder }), config: { ACCESS_TOKEN: "a long secret" } });
    expect((await fetch(server.url, html)).status).toBe(200);
    expect((await fetch(`${server.url}/assets/index-abc123.js`)).status).toBe(200);
  });
});

describe("404", () => {
  it.each(["/images/1/nothing", "/notification/x", "/metrics", "/session/x", "/files/x"])(
    "a person at %s, which is the API's",
    async (path) => {
      const { url } = await withPage();
      expect((await refusal(await fetch(url + path, html))).status).toBe(404);
    },
  );

  it.each(["/assets/%00", "/..%2f..%2fetc/passwd", "/%2e%2e/package.json", `/assets/${"a".repeat(3000)}`])(
    "%s, which can be no file of the page",
    async (path) => {
      const { url } = await withPage();
      expect(await refusal(await fetch(url + path, { headers: { accept: "*/*" } }))).toMatchObject({ status: 404, reason: "not_found" });
    },
  );

  it("an asset that is not there", async () => {
    const { url } = await withPage();
    expect((await refusal(await fetch(`${url}/assets/old-123.js`, { headers: { accept: "*/*" } }))).status).toBe(404);
  });

  it("everything, where another process serves the page", async () => {
    const { url } = await serve();
    expect((await refusal(await fetch(url, html))).status).toBe(404);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { freePort } from "@pixpress/test-servers/free-port";
import { type Nginx, startNginx } from "@pixpress/test-servers/nginx";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type EventStream, openEventStream } from "./event-stream.ts";
import { paddedPng } from "./padded-png.ts";
import { root } from "./root.ts";

const megabyte = 1024 * 1024;
const limit = 32 * megabyte;
const folder = mkdtempSync(join(tmpdir(), "pixpress-nginx-"));
let redis: TestRedis;
let server: AppProcess;
let worker: AppProcess;
let nginx: Nginx;
let url: string;

beforeAll(async () => {
  redis = await startRedis();
  const environment = { ...redis.env, DATA_DIR: join(folder, "data"), MAX_UPLOAD_BYTES: String(limit), TRUST_PROXY: "loopback" };
  [server, worker] = await Promise.all([
    startApp("apps/server/src/main.ts", environment),
    startApp("apps/worker/src/main.ts", { ...environment, WORKER_PROCESSES: "1" }, "output"),
  ]);
  const listen = `127.0.0.1:${await freePort()}`;
  url = `http://${listen}`;
  nginx = startNginx(folder, {
    LISTEN_PORT: listen,
    API_HOST: "127.0.0.1",
    API_PORT: new URL(server.url).port,
    MAX_UPLOAD_BYTES: String(limit),
    TRUST_PROXY: "10.1.2.0/24",
  });
  await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), { timeout: 20_000, interval: 100 });
}, 120_000);
afterAll(async () => {
  await nginx.stop();
  await Promise.all([server.stop(), worker.stop()]);
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

const html = { accept: "text/html,*/*" };
const policies = [
  "content-security-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "origin-agent-cluster",
  "referrer-policy",
  "x-content-type-options",
  "x-dns-prefetch-control",
  "x-download-options",
  "x-frame-options",
  "x-permitted-cross-domain-policies",
  "x-xss-protection",
  "cache-control",
  "strict-transport-security",
];

describe("the page", () => {
  const asset = () => `/assets/${readdirSync(join(root, "apps/web/dist/assets")).find((name) => name.endsWith(".js"))}`;

  it.each([
    ["the page itself", () => "/"],
    ["a route of the page's own", () => "/photos/65f000000000000000000001"],
    ["an asset", asset],
    ["the icon", () => "/favicon.svg"],
  ])("%s comes as the server would send it, with the same policies and the same caching", async (_, path) => {
    const [through, direct] = await Promise.all([url, server.url].map((origin) => fetch(`${origin}${path()}`, { headers: html })));
    expect(through?.status).toBe(200);
    expect(await through?.text()).toBe(await direct?.text());
    for (const name of policies) expect([name, through?.headers.get(name)]).toEqual([name, direct?.headers.get(name)]);
  });

  it("is compressed, and so is what the API answers", async () => {
    for (const path of [asset(), "/openapi.json"]) {
      const { headers } = await fetch(url + path, { headers: { "accept-encoding": "gzip" } });
      expect([path, headers.get("content-encoding")]).toEqual([path, "gzip"]);
    }
  });

  it("an asset that is not there is the API's 404, and is not kept", async () => {
    const answer = await fetch(`${url}/assets/gone-12345678.js`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control")).not.toContain("immutable");
    expect(await answer.json()).toMatchObject({ reason: "not_found" });
  });

  it("a program that asks for a path nobody knows gets the API's 404", async () => {
    expect(await (await fetch(`${url}/nothing`, { headers: { accept: "application/json" } })).json()).toMatchObject({
      reason: "not_found",
    });
    expect((await fetch(`${url}/nothing`, { method: "POST", headers: html })).status).toBe(404);
  });
});

describe("the API", () => {
  it("is reached under each of its reserved prefixes, but for the figures, which stay inside", () => {
    const names = (file: string) => /\^\\?\/\(([a-z|\\.]+)\)/.exec(readFileSync(join(root, file), "utf8"))?.[1]?.split("|") ?? [];
    const reserved = names("apps/server/src/http/routes.ts");
    expect(reserved.length).toBeGreaterThan(5);
    expect([...names("deploy/nginx/templates/site.conf.template"), "metrics"].toSorted()).toEqual(reserved.toSorted());
  });

  it("keeps its figures inside", async () => {
    expect((await fetch(`${url}/metrics`, { headers: html })).status).toBe(404);
  });

  it("an upload of 30 MB passes, and its events arrive while their stream is open", async () => {
    const stream = await openEventStream(url);
    const answer = await upload(paddedPng(1, 30 * megabyte));
    expect([answer.status, answer.text]).toEqual([202, expect.stringContaining("taskId")]);
    const { taskId } = JSON.parse(answer.text) as { taskId: string };
    await vi.waitFor(() => expect(stream.saw(taskId, "completed")).toBe(true), { timeout: 40_000, interval: 100 });
    expect(stream.open).toBe(true);
    stream.close();
  });

  it("gives addresses on the host that was asked, and serves the files there", async () => {
    const [image] = (await (await fetch(`${url}/images`)).json()) as { imageUrl: string }[];
    expect(image?.imageUrl.startsWith(`${url}/files/`)).toBe(true);
    const file = await fetch(image?.imageUrl ?? "");
    expect([file.status, (await file.arrayBuffer()).byteLength]).toEqual([200, 30 * megabyte]);
  });

  it("a hundred readers at once all get an event", async () => {
    const streams: EventStream[] = await Promise.all(Array.from({ length: 100 }, () => openEventStream(url)));
    const { taskId } = JSON.parse((await upload(paddedPng(2, 2000))).text) as { taskId: string };
    await vi.waitFor(() => expect(streams.filter((stream) => stream.saw(taskId, "completed")).length).toBe(100), {
      timeout: 40_000,
      interval: 100,
    });
    for (const stream of streams) stream.close();
  });

  it.each([
    ["just above the server's limit, the server's", limit + 1000],
    ["far above it, nginx's", limit + 8 * megabyte],
  ])("a 413 arrives at who sent too much: %s", async (_, bytes) => {
    const { status, text } = await upload(paddedPng(3, bytes));
    expect([status, JSON.parse(text)]).toEqual([413, expect.objectContaining({ reason: "too_large", requestId: expect.any(String) })]);
  });

  it("does not believe forwarded headers of whom TRUST_PROXY does not name", async () => {
    const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "elsewhere.example", "x-forwarded-for": "9.9.9.9" };
    const [image] = (await (await fetch(`${url}/images`, { headers })).json()) as { imageUrl: string }[];
    expect(image?.imageUrl.startsWith(`${url}/`)).toBe(true);
  });
});

describe("behind another proxy, one that TRUST_PROXY names", () => {
  it("addresses have the scheme and the host that proxy was asked by", async () => {
    const own = join(folder, "behind");
    const listen = `127.0.0.1:${await freePort()}`;
    const behind = startNginx(own, {
      LISTEN_PORT: listen,
      API_HOST: "127.0.0.1",
      API_PORT: new URL(server.url).port,
      TRUST_PROXY: "loopback, 10.0.0.0/8",
    });
    const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "photos.example", "x-forwarded-for": "9.9.9.9" };
    const first = async () => (await (await fetch(`http://${listen}/images`, { headers })).json()) as { imageUrl: string }[];
    await vi.waitFor(async () => expect((await first())[0]?.imageUrl).toMatch(/^https:\/\/photos\.example\/files\//), { timeout: 10_000 });
    expect(readFileSync(join(own, "access.log"), "utf8")).toMatch(/^9\.9\.9\.9 GET \/images 200/m);
    await behind.stop();
  });
});

describe("while the server is away", () => {
  it("whoever asks gets a 503 with the time to come back, and the page still comes", async () => {
    const own = join(folder, "away");
    const [listen, nobody] = [`127.0.0.1:${await freePort()}`, await freePort()];
    const alone = startNginx(own, {
      LISTEN_PORT: listen,
      API_HOST: "127.0.0.1",
      API_PORT: String(nobody),
      PUBLIC_URL: "http://photos.example/x",
    });
    await vi.waitFor(async () => expect((await fetch(`http://${listen}/`, { headers: html })).status).toBe(200), { timeout: 10_000 });
    const answer = await fetch(`http://${listen}/images`);
    expect([answer.status, answer.headers.get("retry-after"), await answer.json()]).toEqual([
      503,
      "5",
      expect.objectContaining({ reason: "unavailable", error: expect.any(String) }),
    ]);
    const { headers } = await fetch(`http://${listen}/`, { headers: html });
    expect(headers.get("content-security-policy")).toContain("connect-src 'self' http://photos.example https:;");
    await alone.stop();
  });
});

/** Sends a file to its last byte, whatever is answered meanwhile; rejects where the connection breaks before the answer was read. */
function upload(file: Buffer): Promise<{ status: number; text: string }> {
  const boundary = "----pixpress-test";
  const field = (name: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
  const head = `${field("recipe")}\r\n\r\n{"formats":["png"]}\r\n${field("image")}; filename="noise.png"\r\nContent-Type: image/png\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return new Promise((resolve, reject) => {
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}`, "content-length": body.length };
    const sending = request(`${url}/images/upload`, { method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text })).on("error", reject);
    });
    sending.on("error", reject).end(body);
  });
}

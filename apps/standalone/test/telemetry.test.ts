import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { freePort } from "@pixpress/test-servers/free-port";
import { type CollectedSpan, startCollector, type TestCollector } from "@pixpress/test-servers/otlp-collector";
import { photo } from "@pixpress/test-servers/photo";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { finished, upload } from "./client.ts";
import { childrenOf } from "./processes.ts";

const incoming = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const fileName = "my-face-at-home.jpg";

let folder = "";
let redis: TestRedis;
let collector: TestCollector;
let server: AppProcess;
let worker: AppProcess;
const ports = { server: 0, worker: 0 };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pixpress-telemetry-"));
  [redis, collector] = await Promise.all([startRedis(), startCollector()]);
  const environment = { ...redis.env, DATA_DIR: join(folder, "data"), WORKER_PROCESSES: "1", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  ports.server = await freePort();
  ports.worker = await freePort();
  server = await startApp("apps/server/src/main.ts", { ...environment, METRICS_PORT: String(ports.server) });
  worker = await startApp("apps/worker/src/main.ts", { ...environment, METRICS_PORT: String(ports.worker) }, "output");
});
afterAll(async () => {
  for (const app of [worker, server]) await app.stop();
  await redis.stop();
  await collector.stop();
  rmSync(folder, { recursive: true, force: true });
});

const figuresOf = async (part: "server" | "worker") => await (await fetch(`http://127.0.0.1:${ports[part]}/metrics`)).text();
/** The value of a series, by its name and labels as they are written. */
const valueOf = (text: string, series: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length + 1),
  );

async function uploadIn(trace: string | undefined, bytes: Buffer, recipe = {}): Promise<string> {
  const form = new FormData();
  form.set("image", new File([new Uint8Array(bytes)], fileName));
  form.set("recipe", JSON.stringify(recipe));
  const headers: Record<string, string> = trace === undefined ? {} : { traceparent: trace };
  const answer = await fetch(`${server.url}/images/upload`, { method: "POST", body: form, headers });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { taskId: string }).taskId;
}

describe("a trace", () => {
  let taskId = "";
  let spans: CollectedSpan[] = [];
  const named = (name: string) => spans.find((span) => span.name === name) ?? expect.fail(`there is no span ${name}`);
  const parentOf = (span: CollectedSpan) => spans.find(({ spanId }) => spanId === span.parentSpanId)?.name ?? span.parentSpanId;

  beforeAll(async () => {
    const header = `00-${incoming.traceId}-${incoming.spanId}-01`;
    taskId = await uploadIn(header, await photo(1), { formats: ["jpeg", "webp"] });
    expect((await finished(server.url, taskId)).status).toBe("completed");
    const ours = () => collector.spans.filter(({ traceId }) => traceId === incoming.traceId);
    const ends = ["upload", "task", "finish"];
    await vi.waitFor(() => expect(ours().map(({ name }) => name)).toEqual(expect.arrayContaining(ends)), { timeout: 20_000 });
    spans = ours();
  });

  it("goes from the caller's span through upload and queue to the worker, and back to the finish", () => {
    const way = ["finish", "answer", "task", "enqueue", "upload"].map(named);
    expect(way.map(parentOf)).toEqual(["answer", "task", "enqueue", "upload", incoming.spanId]);
    expect(way.map(({ service }) => service)).toEqual([
      "pixpress-server",
      "pixpress-worker",
      "pixpress-worker",
      "pixpress-server",
      "pixpress-server",
    ]);
  });

  it("tells each step where it belongs", () => {
    const below = (name: string) => spans.filter((span) => parentOf(span) === name).map((span) => span.name);
    expect(below("upload").toSorted()).toEqual(["enqueue", "insert", "mark ready", "receive", "store"]);
    expect(below("enqueue").toSorted()).toEqual(["task", "wait"]);
    expect(below("task").toSorted()).toEqual(["answer", "compress", "download", "store", "store"]);
    expect(below("compress").filter((name) => name === "encode")).toHaveLength(2);
    expect(below("compress")).toContain("decode");
    expect(below("finish")).toEqual(expect.arrayContaining(["decide", "write task", "write image", "publish", "close"]));
  });

  it("tells ids and sizes, and nothing of what the file is called", () => {
    expect(named("task").attributes).toMatchObject({ "pixpress.task.id": taskId, "pixpress.original.format": "jpeg" });
    expect(named("upload").attributes).toMatchObject({ "pixpress.task.id": taskId, "http.response.status_code": expect.anything() });
    for (const { attributes } of spans.filter(({ name }) => name === "store"))
      expect(Number(attributes["pixpress.bytes"])).toBeGreaterThan(0);
    const encoded = spans.filter(({ name }) => name === "encode").map(({ attributes }) => attributes["pixpress.output.format"]);
    expect(new Set(encoded)).toEqual(new Set(["jpeg", "webp"]));
    expect(collector.bodies.join("\n")).not.toContain(fileName.slice(0, 10));
  });

  it("has its steps in the order and the place in which they happened", () => {
    for (const span of spans) expect([span.name, span.endMs >= span.startMs]).toEqual([span.name, true]);
    const [compress, encodes] = [named("compress"), spans.filter(({ name }) => name === "encode")];
    for (const { endMs } of encodes) expect(endMs).toBeLessThanOrEqual(compress.endMs + 5);
    expect(named("wait").endMs).toBeLessThanOrEqual(named("download").startMs + 5);
  });
});

describe("the figures", () => {
  it("tell of uploads and results, of the queues, of each stage, of bytes, memory and deaths", async () => {
    const bytes = await photo(2);
    const before = [await figuresOf("server"), await figuresOf("worker")] as const;
    const taskId = await uploadIn(undefined, bytes);
    await expect(upload(server.url, Buffer.from("no image"), "x.jpg")).rejects.toThrow();
    expect((await finished(server.url, taskId)).status).toBe("completed");
    await expect
      .poll(async () => valueOf(await figuresOf("server"), 'pixpress_results_total{status="completed"}'), { timeout: 20_000 })
      .toBe(valueOf(before[0], 'pixpress_results_total{status="completed"}') + 1);
    const after = [await figuresOf("server"), await figuresOf("worker")] as const;
    const grown = (part: 0 | 1, series: string) => valueOf(after[part], series) - valueOf(before[part], series);
    expect(grown(0, 'pixpress_uploads_total{outcome="accepted"}')).toBe(1);
    expect(grown(0, 'pixpress_uploads_total{outcome="unsupported_media"}')).toBe(1);
    expect(grown(0, "pixpress_upload_bytes_total")).toBe(bytes.length);
    expect(grown(1, "pixpress_original_bytes_total")).toBe(bytes.length);
    expect(grown(1, 'pixpress_output_bytes_total{format="jpeg"}')).toBeGreaterThan(0);
    for (const stage of ["upload", "finish"])
      expect([stage, grown(0, `pixpress_stage_seconds_count{stage="${stage}"}`)]).toEqual([stage, 1]);
    for (const stage of ["wait", "download", "child", "decode", "encode", "store"]) {
      expect([stage, grown(1, `pixpress_stage_seconds_count{stage="${stage}"}`)]).toEqual([stage, 1]);
    }
    expect(valueOf(after[0], 'pixpress_queue_depth{queue="tasks"}')).toBe(0);
    expect(valueOf(after[0], 'pixpress_oldest_pending_seconds{queue="tasks"}')).toBe(0);
    expect(valueOf(after[0], "pixpress_event_feed_up")).toBe(1);
    expect(valueOf(after[1], 'pixpress_child_deaths_total{reason="child_died"}')).toBe(0);
    expect(valueOf(after[1], 'pixpress_memory_bytes{of="children"}')).toBeGreaterThan(10_000_000);
  });

  it.each(["prometheus/alerts.yml", "grafana/pixpress.json", "prometheus/adapter.yml"])("that %s asks for are all there", async (name) => {
    const wanted =
      readFileSync(new URL(`../../../deploy/${name}`, import.meta.url), "utf8").match(/\b(?:pixpress|process|nodejs)_\w+/g) ?? [];
    const told = `${await figuresOf("server")}${await figuresOf("worker")}`;
    const names = new Set(wanted.map((figure) => figure.replace(/_(bucket|sum|count)$/, "")));
    expect(names.size).toBeGreaterThan(0);
    expect([...names].filter((figure) => !told.includes(`\n# TYPE ${figure} `))).toEqual([]);
  });

  it("tell of an engine process that was killed", async () => {
    const deaths = async () => valueOf(await figuresOf("worker"), 'pixpress_child_deaths_total{reason="child_died"}');
    const [before, [child = 0]] = [await deaths(), childrenOf(worker.pid)];
    process.kill(child, "SIGKILL");
    await expect.poll(deaths, { timeout: 20_000 }).toBe(before + 1);
  });

  it("are on a port of their own, which serves nothing else; the API's port does not have them", async () => {
    expect((await fetch(`http://127.0.0.1:${ports.server}/images`)).status).toBe(404);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  });
});

describe("all in one process", () => {
  const environment = () => ({ DATA_DIR: join(folder, "alone"), WORKER_PROCESSES: "1", OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });

  it("one port tells of both parts, and the last spans are handed over at the stop", async () => {
    const port = await freePort();
    const app = await startApp("apps/standalone/src/main.ts", { ...environment(), METRICS_PORT: String(port) });
    const { taskId } = await upload(app.url, await photo(3), fileName);
    expect((await finished(app.url, taskId)).status).toBe("completed");
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(valueOf(text, 'pixpress_uploads_total{outcome="accepted"}')).toBe(1);
    expect(valueOf(text, 'pixpress_runs_total{outcome="answered"}')).toBe(1);
    expect(await app.stop()).toBe(0);
    const ours = collector.spans.filter(({ service, attributes }) => service === "pixpress" && attributes["pixpress.task.id"] === taskId);
    expect(ours.map(({ name }) => name)).toEqual(expect.arrayContaining(["upload", "enqueue", "task", "answer", "finish"]));
    expect(new Set(ours.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it("a port that is taken is named, and the process leaves with 1", async () => {
    const app = await startApp("apps/standalone/src/main.ts", { ...environment(), METRICS_PORT: String(ports.server) }, "started");
    expect(await app.ended).toBe(1);
    expect(app.output()).toContain(`METRICS_PORT ${ports.server} on 127.0.0.1 is taken: set METRICS_PORT to another.`);
  });
});

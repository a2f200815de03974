import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { freePort } from "@pixpress/test-servers/free-port";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { telemetryConfig } from "../src/config.ts";
import { openTelemetry, type Teller } from "../src/open.ts";
import type { Telemetry } from "../src/telemetry.ts";

const log = pino({ level: "silent" });
const teller: Teller = { service: "worker", parts: ["worker"], version: "1.2.3", folder: tmpdir(), log };
const opened: Telemetry[] = [];
afterEach(async () => {
  for (const telemetry of opened.splice(0)) await telemetry.close();
});

async function open(variables: Record<string, string>): Promise<Telemetry | null> {
  const telemetry = await openTelemetry(telemetryConfig.parse(variables), teller);
  if (telemetry !== null) opened.push(telemetry);
  return telemetry;
}

describe("by the configuration", () => {
  it("a process tells nothing unless it is told to", async () => {
    expect(await open({})).toBeNull();
    expect(await open({ METRICS_PORT: "0" })).toBeNull();
  });

  it("either can be had alone", async () => {
    expect(await open({ METRICS_PORT: String(await freePort()) })).toMatchObject({ metrics: expect.anything(), traces: null });
    expect(await open({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" })).toMatchObject({ metrics: null, traces: expect.anything() });
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "no pair"],
    ["OTEL_TRACES_SAMPLER_ARG", "2"],
    ["METRICS_PORT", "-1"],
  ])("a %s of '%s' is refused", (variable, value) => {
    expect(telemetryConfig.safeParse({ [variable]: value }).error?.issues).toMatchObject([{ path: [variable] }]);
  });

  it("headers are read as OpenTelemetry writes them", () => {
    const { OTEL_EXPORTER_OTLP_HEADERS: headers } = telemetryConfig.parse({
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20a=b, x-team=7",
    });
    expect(headers).toEqual([
      ["authorization", "Bearer a=b"],
      ["x-team", "7"],
    ]);
  });
});

describe("the port of the figures", () => {
  it("answers /metrics as Prometheus reads it, and nothing else but health", async () => {
    const port = await freePort();
    await open({ METRICS_PORT: String(port) });
    const answer = await fetch(`http://127.0.0.1:${port}/metrics?debug=1`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    const text = await answer.text();
    expect(text).toContain('pixpress_build_info{version="1.2.3",part="worker"} 1');
    expect(text).toMatch(/^pixpress_disk_free_bytes [1-9]/m);
    for (const path of ["/", "//", "/metrics/", "/files"]) expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: "POST" })).status).toBe(405);
  });

  it("says whether the process can work, and what is wrong where it cannot", async () => {
    const port = await freePort();
    const telemetry = await open({ METRICS_PORT: String(port) });
    const ready = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
      return [answer.status, await answer.text()];
    };
    expect(await ready()).toEqual([503, "The process is starting.\n"]);
    const faults: string[] = [];
    telemetry?.health.watch(() => faults);
    telemetry?.health.watch(async () => faults.slice(0, 1));
    expect(await ready()).toEqual([200, "ready\n"]);
    faults.push("One thing.", "Another.");
    expect(await ready()).toEqual([503, "One thing.\nAnother.\n"]);
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
  });

  it("that is taken is named, with what to do", async () => {
    const port = await freePort();
    await open({ METRICS_PORT: String(port) });
    const sentence = `METRICS_PORT ${port} on 127.0.0.1 is taken: set METRICS_PORT to another.`;
    await expect(open({ METRICS_PORT: String(port) })).rejects.toMatchObject({ name: "MetricsPortError", message: sentence });
  });
});

it("the memory of a process is told with that of its children", async () => {
  const telemetry = await open({ METRICS_PORT: String(await freePort()) });
  const own = async () => (await telemetry?.metrics?.text()) ?? "";
  const valueOf = (text: string, series: string) =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(series))
        ?.split(" ")
        .at(-1),
    );
  const before = valueOf(await own(), 'pixpress_memory_bytes{of="children"}');
  const child = spawn(process.execPath, [
    "-e",
    "const held = Buffer.alloc(64e6, 1); console.log(held.length); setTimeout(() => held, 60e3)",
  ]);
  await vi.waitFor(async () => expect(valueOf(await own(), 'pixpress_memory_bytes{of="children"}')).toBeGreaterThan(before + 64e6), {
    timeout: 20_000,
  });
  expect(valueOf(await own(), 'pixpress_memory_bytes{of="process"}')).toBeGreaterThan(10e6);
  child.kill("SIGKILL");
});

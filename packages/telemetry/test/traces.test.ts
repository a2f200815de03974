import { freePort } from "@pixpress/test-servers/free-port";
import { startCollector, type TestCollector } from "@pixpress/test-servers/otlp-collector";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openTraces, type TracesOptions } from "../src/open-traces.ts";
import type { Traces } from "../src/traces.ts";

const theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
const logged: string[] = [];
const log = { warn: (_details: unknown, message: string) => void logged.push(message) } as TracesOptions["log"];

let collector: TestCollector;
let traces: Traces;
const open = (more: Partial<TracesOptions> = {}) =>
  openTraces({ endpoint: collector.url, headers: {}, service: "test", version: "1", ratio: 1, log, ...more });
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.stop());
beforeEach(() => {
  collector.feel("well");
  collector.spans.length = 0;
  logged.length = 0;
  traces = open();
});
afterEach(() => traces.close());

describe("spans", () => {
  it("lie below the one in which they began, across whatever is awaited", async () => {
    await traces.during("outer", async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([traces.during("left", async () => undefined), traces.during("right", async () => undefined)]);
    });
    await traces.close();
    const outer = collector.spans.find(({ name }) => name === "outer");
    const parents = Object.fromEntries(collector.spans.map(({ name, parentSpanId }) => [name, parentSpanId]));
    expect(parents).toEqual({ outer: "", left: outer?.spanId, right: outer?.spanId });
  });

  it("continue the trace of whoever caused them, and name their own place to the next", async () => {
    let header: string | undefined;
    await traces.during("ours", async () => void (header = traces.traceparent()), { from: `${theirs}-01` });
    await traces.close();
    const [span] = collector.spans;
    expect([span?.traceId, span?.parentSpanId]).toEqual(theirs.split("-").slice(1));
    expect(header).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
  });

  it.each(["", "nonsense", `${theirs.replace("0a", "0A")}-zz`])(
    "begin a trace of their own where the caller's is none: '%s'",
    async (from) => {
      await traces.during("ours", async () => undefined, { from });
      await traces.close();
      expect(collector.spans).toMatchObject([{ name: "ours", parentSpanId: "" }]);
    },
  );

  it("are kept as the ratio says, and a caller's as the caller says", async () => {
    await traces.close();
    const none = open({ ratio: 0 });
    await none.during("ours", async () => expect(none.present()).toBe(false));
    await none.during("kept by the caller", async () => expect(none.present()).toBe(true), { from: `${theirs}-01` });
    await none.during("dropped by the caller", async () => undefined, { from: `${theirs}-00` });
    await none.close();
    expect(collector.spans.map(({ name }) => name)).toEqual(["kept by the caller"]);
  });

  it("tell of an error its kind and codes, and none of its words", async () => {
    const error = Object.assign(new TypeError("could not read /home/me/holiday.jpg"), { code: "ENOENT", retryable: false });
    await expect(traces.during("work", () => Promise.reject(error))).rejects.toBe(error);
    await traces.close();
    const codes = { "error.type": "TypeError", "pixpress.error.code": "ENOENT", "pixpress.error.retryable": false };
    expect(collector.spans).toMatchObject([{ failed: true, attributes: codes }]);
    expect(collector.bodies.at(-1)).not.toContain("holiday");
  });
});

describe("the collector", () => {
  it("is sent the operator's headers", async () => {
    await traces.close();
    const own = open({ headers: { authorization: "Bearer secret" } });
    await own.during("work", async () => undefined);
    await own.close();
    expect(collector.headers()).toMatchObject({ authorization: "Bearer secret" });
  });

  it("that fails costs spans and nothing else: one line tells of it, and one when it is over", async () => {
    collector.feel("failing");
    for (let count = 0; count < 3; count += 1) expect(await traces.during("work", async () => count)).toBe(count);
    await eventually(() => expect(logged).toEqual(["the collector does not take traces; what it does not take is lost"]));
    collector.feel("well");
    await traces.during("later", async () => undefined);
    await eventually(() => expect(collector.spans.map(({ name }) => name)).toContain("later"));
    await eventually(() => expect(logged).toHaveLength(2));
  });

  it.each<[string, () => Promise<Partial<TracesOptions>>]>([
    ["is gone", async () => ({ endpoint: `http://127.0.0.1:${await freePort()}` })],
    ["says nothing", async () => (collector.feel("silent"), {})],
  ])("that %s holds up neither work nor the end", async (_, wrong) => {
    const own = open(await wrong());
    // Far more than may wait for it.
    for (let count = 0; count < 10_000; count += 1) own.begin("work").end();
    expect(await own.during("work", async () => "done")).toBe("done");
    await own.close();
    await own.during("after the end", async () => undefined);
  });
});

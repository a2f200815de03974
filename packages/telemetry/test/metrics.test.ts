import { describe, expect, it } from "vitest";
import { figures } from "../src/figures.ts";
import { createMetrics } from "../src/metrics.ts";

const lineOf = (text: string, series: string) => text.split("\n").find((line) => line.startsWith(`${series} `));

describe("the figures of a part", () => {
  it("are its own alone, each explained", async () => {
    const [server, worker] = await Promise.all([createMetrics(["server"]).text(), createMetrics(["worker"]).text()]);
    for (const { name, parts, help } of Object.values(figures)) {
      const told = parts as readonly string[];
      expect([name, server.includes(`# HELP ${name} ${help}`)]).toEqual([name, told.includes("server")]);
      expect([name, worker.includes(`# HELP ${name} ${help}`)]).toEqual([name, told.includes("worker")]);
    }
    expect(server).toContain("process_resident_memory_bytes");
  });

  it("begin at 0, so that the first of a kind is seen to be one more", async () => {
    const metrics = createMetrics(["server"]);
    expect(lineOf(await metrics.text(), 'pixpress_uploads_total{outcome="too_large"}')).toMatch(/ 0$/);
    metrics.add("uploads", { outcome: "too_large" });
    expect(lineOf(await metrics.text(), 'pixpress_uploads_total{outcome="too_large"}')).toMatch(/ 1$/);
  });

  it("make no series of what somebody outside wrote", async () => {
    const metrics = createMetrics(["server"]);
    for (const reason of ["one of theirs", "another"]) metrics.add("failures", { reason });
    const text = await metrics.text();
    expect(lineOf(text, 'pixpress_failures_total{reason="other"}')).toMatch(/ 2$/);
    expect(text).not.toContain("theirs");
  });

  it("that a part does not have are told by nobody, and nothing fails of that", async () => {
    const metrics = createMetrics(["worker"]);
    metrics.add("uploads", { outcome: "accepted" });
    expect(await metrics.text()).not.toContain("pixpress_uploads_total");
  });

  it("count no time that ran backwards", async () => {
    const metrics = createMetrics(["worker"]);
    metrics.observe("stages", { stage: "wait" }, -3);
    expect(lineOf(await metrics.text(), 'pixpress_stage_seconds_sum{stage="wait"}')).toMatch(/ 0$/);
  });
});

describe("a source", () => {
  it("is asked each time", async () => {
    const metrics = createMetrics(["worker"]);
    let inHand = 1;
    metrics.collect({ gauges: ["inHand"], read: () => [["inHand", {}, inHand]] });
    expect(lineOf(await metrics.text(), "pixpress_tasks_in_hand")).toMatch(/ 1$/);
    inHand = 2;
    expect(lineOf(await metrics.text(), "pixpress_tasks_in_hand")).toMatch(/ 2$/);
  });

  it.each<[string, () => Promise<never>]>([
    ["fails", () => Promise.reject(new Error("away"))],
    ["does not answer", () => new Promise(() => undefined)],
  ])("that %s keeps no other from being told, tells nothing old, and says so", async (_, broken) => {
    const metrics = createMetrics(["server"]);
    let read: () => Promise<readonly ["queueDepth", { queue: string }, number][]> = async () => [["queueDepth", { queue: "tasks" }, 7]];
    metrics.collect({ gauges: ["queueDepth"], up: "queuesReadable", read: () => read() });
    metrics.collect({ gauges: ["eventFeed"], read: () => [["eventFeed", {}, 1]] });
    const well = await metrics.text();
    expect(lineOf(well, 'pixpress_queue_depth{queue="tasks"}')).toMatch(/ 7$/);
    expect(lineOf(well, "pixpress_queues_readable")).toMatch(/ 1$/);
    read = broken;
    const ill = await metrics.text();
    expect(lineOf(ill, 'pixpress_queue_depth{queue="tasks"}')).toBeUndefined();
    expect(lineOf(ill, "pixpress_queues_readable")).toMatch(/ 0$/);
    expect(lineOf(ill, "pixpress_event_feed_up")).toMatch(/ 1$/);
  });
});

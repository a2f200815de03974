import type { ChildPool, EngineOutput, EngineReport } from "@pixpress/engine/child-pool";
import type { Metrics, Telemetry, Traces } from "@pixpress/telemetry";

/** A pool whose runs are told of by the report's own seconds: the engine works in another process, where nothing else is told. */
export function observePool(pool: ChildPool, { metrics, traces }: Telemetry): ChildPool {
  return {
    close: () => pool.close(),
    async run(task, options) {
      const asked = Date.now();
      let began = asked;
      const onStart = (): void => {
        began = Date.now();
        metrics?.observe("stages", { stage: "child" }, (began - asked) / 1000);
        options.onStart?.();
      };
      const run = () => pool.run(task, { ...options, onStart });
      if (traces === null) return tellFigures(metrics, await run());
      return traces.during("compress", async (span) => {
        const report = await run();
        span.set({ "pixpress.child_wait_ms": began - asked });
        tellSpans(traces, report, Date.now());
        return tellFigures(metrics, report);
      });
    },
  };
}

/** Stages as the report has them; an encode without any is one. */
function stagesOf({ stages, seconds }: EngineOutput): [stage: string, seconds: number][] {
  return stages === null ? [["encode", seconds]] : Object.entries(stages);
}

function tellFigures(metrics: Metrics | null, report: EngineReport): EngineReport {
  for (const output of report.outputs) {
    for (const [stage, seconds] of stagesOf(output)) metrics?.observe("stages", { stage }, seconds);
    metrics?.add("outputBytes", { format: output.format }, output.bytes);
  }
  return report;
}

/** The engine makes one output after the other and tells how long each took: they are laid end to end, the last one ending now. */
function tellSpans(traces: Traces, { outputs, errors }: EngineReport, end: number): void {
  let at = end - outputs.reduce((sum, { seconds }) => sum + seconds, 0) * 1000;
  for (const output of outputs) {
    const decodeMs = (output.stages?.decode ?? 0) * 1000;
    const next = at + output.seconds * 1000;
    if (decodeMs > 0) traces.begin("decode", { startedAt: at }).end(at + decodeMs);
    traces.begin("encode", { startedAt: at + decodeMs, attributes: aboutOutput(output) }).end(next);
    at = next;
  }
  for (const { requested, reason } of errors) {
    const span = traces.begin("encode", { startedAt: end, attributes: { "pixpress.requested": requested } });
    span.fail(reason);
    span.end(end);
  }
}

function aboutOutput({ requested, format, bytes, width, height, outcome, score, stages }: EngineOutput) {
  return {
    "pixpress.requested": requested,
    "pixpress.output.format": format,
    "pixpress.output.bytes": bytes,
    "pixpress.output.pixels": width * height,
    "pixpress.outcome": outcome,
    "pixpress.score": score ?? undefined,
    "pixpress.search_seconds": stages?.search,
    "pixpress.score_seconds": stages?.score,
  };
}

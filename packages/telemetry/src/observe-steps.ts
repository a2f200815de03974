import { aroundCalls } from "./around-calls.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Attributes, OpenSpan } from "./traces.ts";

/** How a call of a port is told of. */
export interface Step {
  /** The span it is, below the one that is under way; where none is, there is no span. */
  readonly span?: string;
  /** The stage its seconds count for. */
  readonly stage?: string;
  /** What its answer says of it. */
  readonly attributes?: (answer: never) => Attributes;
}

/** What storage answers by an error though nothing is wrong with it. */
const answers: ReadonlySet<unknown> = new Set(["not_found", "invalid_key", "too_large"]);

/** A port whose named calls are steps, and whose failures are counted. */
export function observeSteps<T extends object>(
  port: T,
  { metrics, traces }: Telemetry,
  { name, steps }: { readonly name?: "database" | "storage" | "messaging"; readonly steps: Readonly<Record<string, Step>> },
): T {
  const failed = (error: unknown): void => {
    const { retryable, failure } = (error ?? {}) as { readonly retryable?: unknown; readonly failure?: unknown };
    if (name !== undefined && typeof retryable === "boolean" && !answers.has(failure))
      metrics?.add("portErrors", { port: name, retryable: String(retryable) });
  };
  return aroundCalls(port, (operation, _args, call) => {
    const step = steps[operation];
    const answer = step === undefined ? call() : during(step, call as () => Promise<unknown>);
    if (answer instanceof Promise) answer.catch(failed);
    return answer;
  });

  async function during({ span, stage, attributes }: Step, call: () => Promise<unknown>): Promise<unknown> {
    const start = performance.now();
    const work = async (open: OpenSpan): Promise<unknown> => {
      const answer = await call();
      if (attributes !== undefined) open.set(attributes(answer as never));
      return answer;
    };
    const answer = span === undefined || traces?.present() !== true ? await call() : await traces.during(span, work);
    if (stage !== undefined) metrics?.observe("stages", { stage }, (performance.now() - start) / 1000);
    return answer;
  }
}

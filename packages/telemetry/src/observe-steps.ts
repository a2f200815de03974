import { aroundCalls } from "./around-calls.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Attributes } from "./traces.ts";

/** How a call of a port is told of. */
export interface Step {
  /** The span it is, below the one that is under way; where none is, there is no span. */
  readonly span?: string;
  /** The stage its seconds count for. */
  readonly stage?: string;
  readonly attributes?: (...args: readonly never[]) => Attributes;
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
    if (name !== undefined && typeof retryable === "boolean" && !answers.has(failure)) metrics?.add("portErrors", { port: name, retryable: String(retryable) });
  };
  return aroundCalls(port, (operation, args, call) => {
    const step = steps[operation];
    const answer = step === undefined ? call() : during(step, args, call as () => Promise<unknown>);
    if (answer instanceof Promise) answer.catch(failed);
    return answer;
  });

  async function during({ span, stage, attributes }: Step, args: readonly unknown[], call: () => Promise<unknown>): Promise<unknown> {
    const start = performance.now();
    const about = attributes === undefined ? {} : { attributes: attributes(...(args as never[])) };
    const answer = span === undefined || traces?.present() !== true ? await call() : await traces.during(span, call, about);
    if (stage !== undefined) metrics?.observe("stages", { stage }, (performance.now() - start) / 1000);
    return answer;
  }
}

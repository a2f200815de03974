/** What is told of a span: ids, sizes and names of ours. Never a file name, nor a text from outside. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** How a span begins. */
export interface SpanStart {
  readonly attributes?: Attributes;
  /** The header `traceparent` of whoever caused it; without one it lies below the present span. */
  readonly from?: string | undefined;
  /** For one that began earlier. */
  readonly startedAt?: number;
  readonly kind?: "server" | "producer" | "consumer";
}

/** A span that is under way. */
export interface OpenSpan {
  set(attributes: Attributes): void;
  /** What went wrong within it: the error's kind and code, not its words; or a reason of ours. */
  fail(error: unknown): void;
  /** Runs work with this span as the present one. */
  run<T>(work: () => T): T;
  /** Milliseconds since the epoch; now where it is left out. */
  end(at?: number): void;
}

/** Where the spans of one process go. None of this waits for the collector, and none of it throws. */
export interface Traces {
  begin(name: string, start?: SpanStart): OpenSpan;
  /** Work as a span: what it throws is noted and thrown on. */
  during<T>(name: string, work: (span: OpenSpan) => Promise<T>, start?: SpanStart): Promise<T>;
  /** Whether there is a present span that is kept. */
  present(): boolean;
  /** Says more of the present span, where there is one. */
  tell(attributes: Attributes): void;
  /** The present span, as the header `traceparent`; undefined where there is none. */
  traceparent(): string | undefined;
  /** Hands over what is left, for as long as that may take, and takes no more. */
  close(): Promise<void>;
}

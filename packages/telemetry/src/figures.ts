import { inputFormats, reasons, taskStatuses } from "@pixpress/contracts";

/** A process, or the two in one. */
export type Part = "server" | "worker";

interface FigureBase {
  readonly help: string;
  readonly parts: readonly Part[];
  /** Each label with every value it may have; what is none of them is told as `other`, so that no text from outside makes a series. An empty list takes what we say ourselves. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}
type Figure = FigureBase & ({ readonly kind: "counter" | "gauge" } | { readonly kind: "histogram"; readonly buckets: readonly number[] });

const both = ["server", "worker"] as const;
const server = ["server"] as const;
const worker = ["worker"] as const;

/** What a failed task, or a format of it, may name as its reason. */
const failures = [
  "not_an_image",
  "unsupported_media",
  "too_many_pixels",
  "too_large",
  "too_large_for_format",
  "encode_failed",
  "original_missing",
  "storage_unavailable",
  "child_died",
  "out_of_memory",
  "timed_out",
  "worker_crashed",
] as const;
const taskQueues = ["tasks", "smallTasks"] as const;

/** Every figure of the product, by the name it has in the code: what is served, and what dashboard and alerts are built from. */
export const figures = {
  build: {
    kind: "gauge",
    name: "pixpress_build_info",
    help: "1, with what runs as its labels",
    parts: both,
    labels: { version: [], part: [] },
  },
  uploads: {
    kind: "counter",
    name: "pixpress_uploads_total",
    help: "Uploads by outcome: accepted, replayed (by its Idempotency-Key), aborted by the client, or the reason of the refusal",
    parts: server,
    labels: { outcome: ["accepted", "replayed", "aborted", ...Object.keys(reasons)] },
  },
  uploadBytes: { kind: "counter", name: "pixpress_upload_bytes_total", help: "Bytes of accepted originals", parts: server },
  results: {
    kind: "counter",
    name: "pixpress_results_total",
    help: "Tasks that reached their final state, by status",
    parts: server,
    labels: { status: taskStatuses.filter((status) => status !== "pending") },
  },
  failures: {
    kind: "counter",
    name: "pixpress_failures_total",
    help: "Tasks that ended failed or completed with errors, by the reason of the first error",
    parts: server,
    labels: { reason: failures },
  },
  queueDepth: {
    kind: "gauge",
    name: "pixpress_queue_depth",
    help: "Tasks that wait to be taken; every server tells the same",
    parts: server,
    labels: { queue: taskQueues },
  },
  oldestPending: {
    kind: "gauge",
    name: "pixpress_oldest_pending_seconds",
    help: "How long the next task of a queue has waited, 0 where none waits; every server tells the same",
    parts: server,
    labels: { queue: taskQueues },
  },
  queueMessages: {
    kind: "gauge",
    name: "pixpress_queue_messages",
    help: "Messages of a queue by state; every server tells the same",
    parts: server,
    labels: { queue: [...taskQueues, "results"], state: ["waiting", "active", "delayed", "dead", "rejected"] },
  },
  queuesReadable: {
    kind: "gauge",
    name: "pixpress_queues_readable",
    help: "1 where the queues could be counted for this answer",
    parts: server,
  },
  eventFeed: { kind: "gauge", name: "pixpress_event_feed_up", help: "1 while the subscription of events stands", parts: server },
  stages: {
    kind: "histogram",
    name: "pixpress_stage_seconds",
    help: "Seconds a task spent in a stage; upload is the whole request, wait is from the queue to a worker, child is the wait for an engine process",
    parts: both,
    labels: { stage: ["upload", "wait", "download", "child", "decode", "search", "encode", "score", "store", "finish"] },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  },
  portErrors: {
    kind: "counter",
    name: "pixpress_port_errors_total",
    help: "Calls of a store that failed, by whether trying again can help",
    parts: both,
    labels: { port: ["database", "storage", "messaging"], retryable: ["true", "false"] },
  },
  taken: {
    kind: "counter",
    name: "pixpress_tasks_taken_total",
    help: "Deliveries of tasks that this worker took",
    parts: worker,
    labels: { queue: taskQueues },
  },
  runs: {
    kind: "counter",
    name: "pixpress_runs_total",
    help: "Runs of tasks by their end: answered, failed (to be tried again), handed back",
    parts: worker,
    labels: { outcome: ["answered", "failed", "handed_back"] },
  },
  inHand: { kind: "gauge", name: "pixpress_tasks_in_hand", help: "Tasks this worker has in hand", parts: worker },
  originalBytes: {
    kind: "counter",
    name: "pixpress_original_bytes_total",
    help: "Bytes of the originals of answered tasks",
    parts: worker,
  },
  outputBytes: {
    kind: "counter",
    name: "pixpress_output_bytes_total",
    help: "Bytes of the outputs that the engine made of them, by format",
    parts: worker,
    labels: { format: inputFormats },
  },
  childDeaths: {
    kind: "counter",
    name: "pixpress_child_deaths_total",
    help: "Engine processes that died or had to be ended, by reason",
    parts: worker,
    labels: { reason: ["child_died", "out_of_memory", "timed_out"] },
  },
  memory: {
    kind: "gauge",
    name: "pixpress_memory_bytes",
    help: "Resident memory of the process itself and of its children together",
    parts: both,
    labels: { of: ["process", "children"] },
  },
  children: { kind: "gauge", name: "pixpress_child_processes", help: "Processes below this one", parts: both },
  workerFaults: {
    kind: "gauge",
    name: "pixpress_worker_faults",
    help: "What keeps the worker from its work right now, counted",
    parts: worker,
  },
  diskFree: { kind: "gauge", name: "pixpress_disk_free_bytes", help: "Room left where DATA_DIR lies", parts: both },
  diskSize: { kind: "gauge", name: "pixpress_disk_size_bytes", help: "Room altogether where DATA_DIR lies", parts: both },
  exportsFailed: {
    kind: "counter",
    name: "pixpress_span_exports_failed_total",
    help: "Batches of spans that the collector did not take",
    parts: both,
  },
} as const satisfies Record<string, Figure & { readonly name: string }>;

export type FigureName = keyof typeof figures;
type OfKind<Kind> = { [Name in FigureName]: (typeof figures)[Name]["kind"] extends Kind ? Name : never }[FigureName];
export type CounterName = OfKind<"counter">;
export type GaugeName = OfKind<"gauge">;
export type HistogramName = OfKind<"histogram">;
/** The labels of a figure, every one. A value that the table does not name is told as `other`. */
export type LabelsOf<Name extends FigureName> = (typeof figures)[Name] extends { readonly labels: infer Labels }
  ? { readonly [Label in keyof Labels]: string }
  : Record<never, never>;

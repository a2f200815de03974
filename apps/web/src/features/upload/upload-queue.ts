import type { AcceptedUpload } from "@pixpress/contracts";
import { retryDelay } from "@pixpress/contracts/upload-retry";
import type { WantedUpload } from "../../api/use-upload-image.ts";
import { type Problem, problemOf } from "../../words/problem-of.ts";
import type { UploadRow } from "./upload-row.ts";
import type { UploadRows } from "./upload-rows.ts";

/** HTTP/1.1 has six connections a host: this leaves some for the events, the questions and the pictures. */
const parallelUploads = 3;
const mostRetries = 5;
/** The same file would meet the same refusal again. */
const finalStatuses = [413, 415, 422];

export type Upload = (wanted: WantedUpload) => Promise<AcceptedUpload>;

export interface UploadQueue {
  /** Starts whatever waits, as far as there is room. */
  pump(): void;
  retry(key: string): void;
  /** Ends an upload that is under way and forgets the row. */
  remove(keys: readonly string[]): void;
}

/** Sends waiting rows a few at a time; a lost connection or a busy server is tried again by itself, later and later. */
export function createUploadQueue(rows: UploadRows, upload: Upload): UploadQueue {
  const running = new Map<string, AbortController>();
  const retries = new Map<string, number>();

  const pump = () => {
    const waiting = rows.all().filter(({ key, state }) => state.kind === "waiting" && !running.has(key));
    for (const row of waiting.toSorted((one, other) => one.sequence - other.sequence)) {
      if (running.size >= parallelUploads) return;
      if (row.file !== null) void send(row, row.file);
    }
  };

  const send = async (row: UploadRow, file: File) => {
    const controller = new AbortController();
    running.set(row.key, controller);
    rows.change(row.key, { state: { kind: "uploading", share: 0 } });
    const onProgress = throttled((share) => rows.change(row.key, { state: { kind: "uploading", share } }));
    try {
      const accepted = await upload({ file, recipe: row.recipe, signal: controller.signal, onProgress, idempotencyKey: row.key });
      rows.change(row.key, { state: { kind: "accepted", ...accepted } });
    } catch (error) {
      if (!controller.signal.aborted) fail(row.key, problemOf(error));
    } finally {
      running.delete(row.key);
      pump();
    }
  };

  const fail = (key: string, problem: Problem) => {
    const { reason, status, mayHeal, retryAfterSeconds } = problem;
    const isFull = reason === "backlog_full";
    const sentence = isFull ? "The service is busy." : problem.sentence;
    const tried = retries.get(key) ?? 0;
    // A full service says when there will be room: whoever comes then as often as it takes gets in.
    if (!mayHeal || (tried >= mostRetries && !isFull)) {
      rows.change(key, { state: { kind: "refused", sentence, reason, canRetry: !finalStatuses.includes(status) } });
      return;
    }
    const wait = retryDelay(tried + 1, { retryAfterSeconds }, Math.random());
    retries.set(key, tried + 1);
    rows.change(key, { state: { kind: "paused", sentence, at: Date.now() + wait } });
    setTimeout(() => resume(key), wait);
  };

  const resume = (key: string) => {
    const row = rows.all().find((candidate) => candidate.key === key);
    if (row?.state.kind !== "paused") return;
    rows.change(key, { state: { kind: "waiting" } });
    pump();
  };

  return {
    pump,
    retry: (key) => {
      retries.delete(key);
      rows.change(key, { state: { kind: "waiting" } });
      pump();
    },
    remove: (keys) => {
      rows.remove(keys);
      for (const key of keys) running.get(key)?.abort();
    },
  };
}

/** Passes on every fiftieth of the way: more than that nobody sees. */
function throttled(report: (share: number) => void): (share: number) => void {
  let reported = 0;
  return (share) => {
    if (share < 1 && share - reported < 0.02) return;
    reported = share;
    report(share);
  };
}

import { isSmall, type TaskMessage, type TaskResult, wantsAvif } from "@pixpress/contracts";
import { type Delivery, HandBack } from "@pixpress/messaging";
import { fetchOriginal } from "./fetch-original.ts";
import { handBackLater } from "./hand-back.ts";
import { judgeFailure } from "./judge-failure.ts";
import type { WorkerParts } from "./parts.ts";
import { attemptNews, failureOf, resultOf, sayProgress, startedNews } from "./say.ts";
import { storeOutputs } from "./store-outputs.ts";
import type { TemporaryFolders } from "./temporary-folders.ts";
import type { Troubles } from "./troubles.ts";

/** What the running of tasks shares within one worker. */
export interface TaskRoom extends WorkerParts {
  readonly folders: TemporaryFolders;
  readonly troubles: Troubles;
  /** Aborts when what is in hand has to be handed back. */
  readonly halt: AbortSignal;
}

/** One run, as far as its end has to know. */
interface Run {
  readonly delivery: Delivery<TaskMessage>;
  readonly signal: AbortSignal;
  startedAt: string | null;
}

/** Takes one task to its answer. Resolves once the result is in the results queue: only then may the task leave its own. */
export async function processTask(room: TaskRoom, delivery: Delivery<TaskMessage>): Promise<void> {
  const run: Run = { delivery, signal: AbortSignal.any([delivery.signal, room.halt]), startedAt: null };
  try {
    run.signal.throwIfAborted();
    await answer(room, await compress(room, run));
    room.troubles.over();
  } catch (error) {
    await answerFailure(room, run, error);
  }
}

async function compress(room: TaskRoom, run: Run): Promise<TaskResult> {
  const { message, attempt } = run.delivery;
  const folder = await room.folders.open(message.taskId);
  try {
    await fetchOriginal(room.storage, message.key, folder.original, run.signal);
    const { MAX_PIXELS: maxPixels, MAX_FRAMES: maxFrames, MAX_SIDE: maxSide, TASK_SECONDS: maxSeconds } = room.config;
    const task = {
      input: folder.original,
      outputFolder: folder.outputs,
      recipe: message.recipe,
      limits: { maxPixels, maxFrames, maxSide, maxSeconds },
    };
    const report = await room.pool.run(task, {
      small: isSmall(message),
      avif: wantsAvif(message),
      fresh: attempt > 1,
      signal: run.signal,
      onStart: () => {
        const news = startedNews(message);
        run.startedAt = news.at;
        void sayProgress(room, news);
      },
    });
    return resultOf(message, run.startedAt, await storeOutputs(room.storage, message, report, run.signal));
  } finally {
    // What stays is swept when the next process starts; the answer does not depend on it.
    await folder.remove().catch(() => undefined);
  }
}

async function answerFailure(room: TaskRoom, run: Run, error: unknown): Promise<void> {
  const { message, attempt, handBacks } = run.delivery;
  const { taskId } = message;
  if (run.signal.aborted) throw new HandBack(0, { cause: error });
  const ageSeconds = (Date.now() - Date.parse(message.createdAt)) / 1000;
  const verdict = judgeFailure(error, attempt, ageSeconds >= room.config.TASK_EXPIRY_SECONDS);
  room.troubles.note(error);
  if (verdict.kind === "bug") {
    room.log.error({ err: error, taskId }, "a task failed in a way nobody foresaw");
    throw error;
  }
  if (verdict.kind === "attempt") {
    await sayProgress(room, attemptNews(message, verdict.reason, verdict.message));
    throw error;
  }
  if (verdict.kind === "hand_back") {
    room.log.warn({ err: error, taskId }, "a task is handed back");
    throw handBackLater(handBacks, room.config, error);
  }
  try {
    await answer(room, failureOf(message, run.startedAt, verdict.reason, verdict.message));
  } catch (cause) {
    room.troubles.note(cause);
    throw handBackLater(handBacks, room.config, cause);
  }
}

/** The job's id is the task's: the same answer sent twice is one answer. */
async function answer(room: TaskRoom, result: TaskResult): Promise<void> {
  await room.messaging.results.send(result.taskId, result);
  const { taskId, status, reason } = result;
  room.log.info({ taskId, status, reason }, "a task is answered");
}

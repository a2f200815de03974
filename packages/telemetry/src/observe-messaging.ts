import type { ResultMessage, TaskMessage } from "@pixpress/contracts";
import type { Messaging } from "@pixpress/messaging";
import { observeQueue, type QueueView } from "./observe-queue.ts";
import { observeSteps } from "./observe-steps.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Attributes } from "./traces.ts";

/** What a part looks at: who sends tasks does not take them. */
export interface MessagingViews {
  readonly tasks?: (queue: "tasks" | "smallTasks") => Partial<QueueView<TaskMessage>>;
  readonly results?: Partial<QueueView<ResultMessage>>;
}

/** Messaging whose tasks and answers carry their trace; what else is said of a task is news, and carries none. */
export function observeMessaging(messaging: Messaging, telemetry: Telemetry, views: MessagingViews): Messaging {
  const observed = observeSteps(messaging, telemetry, { name: "messaging", steps: { "events.publish": { span: "publish" } } });
  const tasks = (name: "tasks" | "smallTasks") =>
    observeQueue(observed[name], telemetry, {
      sent: () => "enqueue",
      taken: () => "task",
      attributes: (message) => ({ ...aboutTask(message), "pixpress.queue": name }),
      waits: true,
      ...views.tasks?.(name),
    });
  const results = observeQueue(observed.results, telemetry, {
    sent: ifFinished("answer"),
    taken: ifFinished("finish"),
    attributes: aboutResult,
    ...views.results,
  });
  const queues: Partial<Messaging> = { tasks: tasks("tasks"), smallTasks: tasks("smallTasks"), results };
  return new Proxy(observed, { get: (target, name) => Reflect.get(queues, name) ?? Reflect.get(target, name) });
}

const ifFinished =
  (span: string) =>
  ({ kind }: ResultMessage): string | null =>
    kind === "finished" ? span : null;

/** A task by its ids and sizes. */
function aboutTask({ taskId, imageId, format, bytes, pixels, recipe }: TaskMessage): Attributes {
  return {
    "pixpress.task.id": taskId,
    "pixpress.image.id": imageId,
    "pixpress.original.format": format,
    "pixpress.original.bytes": bytes,
    "pixpress.original.pixels": pixels,
    "pixpress.formats": recipe.formats.join(" "),
  };
}

function aboutResult(message: ResultMessage): Attributes {
  const ids = { "pixpress.task.id": message.taskId, "pixpress.image.id": message.imageId };
  if (message.kind !== "finished") return ids;
  const { status, reason, outputs } = message;
  const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
  return { ...ids, "pixpress.status": status, "pixpress.reason": reason ?? undefined, "pixpress.outputs.bytes": bytes };
}

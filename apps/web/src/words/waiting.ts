import type { Task } from "@pixpress/contracts";

/** Where a task stands while it waits, such as "Number 12 in the queue, about 2 min". */
export function waitingSentence({ queue }: Pick<Task, "queue">): string {
  if (queue === undefined) return "Waiting in the queue";
  const place = queue.position === 0 ? "Next in the queue" : `Number ${queue.position} in the queue`;
  return queue.estimatedSeconds === null ? place : `${place}, about ${duration(queue.estimatedSeconds)}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 60 * 60) return `${Math.ceil(seconds / 60)} min`;
  return `${Math.ceil(seconds / 60 / 60)} h`;
}

import type { Task } from "@pixpress/contracts";

/** The later of two states of one task: answers and events may overtake each other, revisions do not. */
export function newerTask(known: Task | undefined, told: Task): Task {
  return known !== undefined && known.id === told.id && known.revision > told.revision ? known : told;
}

/** How long a task may still take. */
export interface Deadline {
  /** True where so many seconds are left, and some to spare. */
  leaves(seconds: number): boolean;
}

/** Encoders take longer than a part of the picture tells, and other work may share the processor. */
const spare = 1.5;

/** Begins now; null never ends. */
export function deadlineIn(seconds: number | null): Deadline {
  const end = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000;
  return { leaves: (wanted) => performance.now() + wanted * spare * 1000 < end };
}

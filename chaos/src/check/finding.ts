/** The columns of the table that must be 0, in its order. */
export const columns = ["lost", "duplicated", "stuck", "orphaned", "fileless", "wrongAnswers"] as const;
export type Column = (typeof columns)[number];

/** One thing that is not as it was promised. */
export interface Finding {
  readonly column: Column;
  /** Which upload, task, image, message or file. */
  readonly about: string;
  readonly says: string;
}

/** How many findings each column has. */
export function countByColumn(findings: readonly Finding[]): Record<Column, number> {
  const counts = { lost: 0, duplicated: 0, stuck: 0, orphaned: 0, fileless: 0, wrongAnswers: 0 };
  for (const { column } of findings) counts[column] += 1;
  return counts;
}

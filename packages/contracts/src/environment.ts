import type * as z from "zod";

/** One variable that is wrong, and how. */
export interface EnvironmentFault {
  readonly variable: string;
  readonly message: string;
}

/** The environment cannot be used; the message lists every fault, a line each, by the variable's name. */
export class EnvironmentError extends Error {
  readonly faults: readonly EnvironmentFault[];

  constructor(faults: readonly EnvironmentFault[]) {
    super(["The configuration is wrong:", ...faults.map(({ variable, message }) => `  ${variable} ${message}`)].join("\n"));
    this.name = "EnvironmentError";
    this.faults = faults;
  }
}

/**
 * Parses the variables by a schema, an empty string counting as unset, then asks `more` for what no single variable shows.
 * Throws an `EnvironmentError` with all faults at once.
 */
export function parseEnvironment<S extends z.ZodType>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
  more: (config: z.output<S>) => readonly EnvironmentFault[] = () => [],
): z.output<S> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    throw new EnvironmentError(parsed.error.issues.map(({ path, message }) => ({ variable: path.join("."), message })));
  }
  const faults = more(parsed.data);
  if (faults.length > 0) throw new EnvironmentError(faults);
  return parsed.data;
}

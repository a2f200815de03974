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
  if (parsed.success) {
    const faults = more(parsed.data);
    if (faults.length > 0) throw new EnvironmentError(faults);
    return parsed.data;
  }
  const faults = parsed.error.issues.map((issue) => ({ variable: issue.path.join("."), message: sentenceOf(issue) }));
  const wrong = new Set(faults.map(({ variable }) => variable));
  // What is wrong between variables can be told where the wrong ones have defaults to stand in for them.
  const rest = schema.safeParse(Object.fromEntries(Object.entries(set).filter(([name]) => !wrong.has(name))));
  const further = rest.success ? more(rest.data).filter(({ variable }) => !wrong.has(variable)) : [];
  throw new EnvironmentError([...faults, ...further]);
}

/** What a variable must be; zod's own words speak of what they received, which to it is no longer what was written. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int" ? "must be a whole number" : issue.expected === "number" ? "must be a number" : "is needed";
    case "too_small":
      return issue.origin === "string" ? issue.message : `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string" ? issue.message : `must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    default:
      return issue.message;
  }
}

import { parseArgs } from "node:util";
import type { Fault } from "./faults/fault.ts";

/** What is to be run. */
export interface Plan {
  readonly runs: readonly { readonly fault: Fault; readonly n: number }[];
  /** Small numbers and short waits; the table is left as it is. */
  readonly ci: boolean;
  /** After so many minutes no further fault is begun. */
  readonly minutes: number;
}

/** Reads `--fault NAME --n N --ci --minutes M`; throws a sentence for a person where they are wrong. */
export function planOf(args: readonly string[], faults: readonly Fault[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fault: { type: "string", multiple: true },
      n: { type: "string" },
      ci: { type: "boolean", default: false },
      minutes: { type: "string" },
    },
  });
  const unknown = values.fault?.filter((name) => !faults.some((fault) => fault.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`There is no fault ${unknown.join(", ")}. There are: ${faults.map(({ name }) => name).join(", ")}.`);
  const n = values.n === undefined ? null : Number(values.n);
  if (n !== null && !(Number.isInteger(n) && n > 0)) throw new Error("--n wants a whole number above 0.");
  const minutes = Number(values.minutes ?? Number.POSITIVE_INFINITY);
  if (!(minutes > 0)) throw new Error("--minutes wants a number above 0.");
  const wanted = faults.filter(({ name, ci }) => values.fault?.includes(name) ?? (!values.ci || ci > 0));
  return { ci: values.ci, minutes, runs: wanted.map((fault) => ({ fault, n: n ?? (values.ci && fault.ci > 0 ? fault.ci : fault.n) })) };
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

export interface Step {
  readonly instruction: string;
  readonly text: string;
}

/** One image, or one on the way to it. */
export interface Stage {
  readonly name: string;
  /** Another stage, or an image from outside. */
  readonly from: string;
  readonly steps: readonly Step[];
}

/** The stages of the root Dockerfile, by name. */
export function readDockerfile(): Map<string, Stage> {
  const stages = new Map<string, Stage & { steps: Step[] }>();
  let current: (Stage & { steps: Step[] }) | undefined;
  const lines = readFileSync(join(root, "Dockerfile"), "utf8")
    .replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "");
  for (const line of lines.split("\n").filter((text) => text.trim() !== "")) {
    const [instruction = "", ...words] = line.split(" ");
    if (instruction === "FROM") {
      const [from = "", , name = ""] = words;
      current = { name, from, steps: [] };
      stages.set(name, current);
    } else current?.steps.push({ instruction, text: words.join(" ") });
  }
  return stages;
}

/** Every step of a stage and of those it stands on, the lowest first. */
export function stepsOf(stages: Map<string, Stage>, name: string): Step[] {
  const stage = stages.get(name);
  return stage === undefined ? [] : [...stepsOf(stages, stage.from), ...stage.steps];
}

/** What `ENV` sets, the last winning. */
export function environmentOf(stages: Map<string, Stage>, name: string): Record<string, string> {
  const pairs = stepsOf(stages, name).flatMap(({ instruction, text }) => (instruction === "ENV" ? text.split(" ") : []));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

/** The words of the last `CMD`, `ENTRYPOINT` or `HEALTHCHECK`, all of which are written as JSON. */
export function commandOf(stages: Map<string, Stage>, name: string, instruction: "CMD" | "ENTRYPOINT" | "HEALTHCHECK"): string[] {
  const step = stepsOf(stages, name).findLast((one) => one.instruction === instruction);
  return step === undefined ? [] : (JSON.parse(step.text.slice(step.text.indexOf("["))) as string[]);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "./root.ts";

const read = (name: string) => readFileSync(join(root, "deploy", name), "utf8");

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Every panel's expressions, by its title. */
export function dashboardPanels(): { title: string; expressions: string[] }[] {
  const { panels } = JSON.parse(read("grafana/pixpress.json")) as { panels: Panel[] };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.length === 0 ? [] : [{ title, expressions: targets.map(({ expr }) => expr) }],
  );
}

export function alerts(): Alert[] {
  const { groups } = parse(read("prometheus/alerts.yml")) as { groups: { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** The names of our figures in expressions of PromQL, a histogram's own without its endings. */
export function figuresIn(expressions: readonly string[]): Set<string> {
  const names = expressions.flatMap((expression) => expression.match(/\b(?:pixpress|process|nodejs)_\w+/g) ?? []);
  return new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, "")));
}

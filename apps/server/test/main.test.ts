import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createListener } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { freePort } from "@pixpress/test-servers/free-port";
import { ensureCommand } from "@pixpress/test-servers/install";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { png } from "./http/pictures.ts";

const main = "apps/server/src/main.ts";

describe("a server that cannot do its work leaves with 1", () => {
  it("without Redis, and says what to do", async () => {
    const server = await startApp(main, {}, "started");
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/REDIS_HOST .*npm start/);
  });

  it("with wrong variables, and names them all", async () => {
    const wrong = { PORT: "many", MAX_PIXELS: "-1", REDIS_QUEUE_NAME: "a:b", MONGODB_URI: "mysql://x", TRUST_PROXY: "maybe" };
    const server = await startApp(main, wrong, "started");
    expect(await server.ended).toBe(1);
    for (const name of Object.keys(wrong)) expect(server.output()).toContain(name);
  });
});

describe("a server on Redis", () => {
  let redis: TestRedis;
  let folder: string;
  const servers: AppProcess[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pixpress-server-main-"));
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill()));
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (more: Record<string, string> = {}) => {
    const server = await startApp(main, { ...redis.env, DATA_DIR: folder, ...more }, more["PORT"] === undefined ? "http" : "started");
    servers.push(server);
    return server;
  };

  it("takes an upload, logs it with the request's id, and leaves with 0 at SIGTERM", async () => {
    const server = await start();
    const form = new FormData();
    form.append("image", new Blob([(await png()) as Buffer<ArrayBuffer>]), "a.png");
    const response = await fetch(`${server.url}/images/upload`, { method: "POST", body: form });
    expect(response.status).toBe(202);
    expect(await server.stop()).toBe(0);
    const lines = server
      .output()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const line = lines.find(({ requestId }) => requestId === response.headers.get("x-request-id"));
    expect(line).toMatchObject({ method: "POST", url: "/images/upload", status: 202 });
  });

  it("speaks TLS to a Redis that wants it, and trusts no certificate but those of an authority it knows", async () => {
    const certificate = join(folder, "redis.crt");
    const key = join(folder, "redis.key");
    const subject = ["-subj", "/CN=redis", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", certificate];
    execFileSync(ensureCommand("openssl"), ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
      stdio: "ignore",
    });
    const port = String(await freePort());
    const tls = { "tls-port": port, "tls-cert-file": certificate, "tls-key-file": key, "tls-ca-cert-file": certificate };
    const secured = await startRedis({ config: { ...tls, "tls-auth-clients": "no", requirepass: "s3cret" } });
    try {
      const secrets = { REDIS_PORT: port, REDIS_TLS: "true", REDIS_PASSWORD: "s3cret" };
      const knowing = await start({ ...secrets, NODE_EXTRA_CA_CERTS: certificate });
      expect((await fetch(`${knowing.url}/health/ready`)).status).toBe(200);
      const wary = await start({ ...secrets, DATA_DIR: join(folder, "other"), PORT: String(await freePort()) });
      await expect.poll(() => wary.output(), { timeout: 20_000 }).toMatch(/self.signed certificate/);
    } finally {
      await secured.stop();
    }
  });

  it("is not ready and says why while its event subscription is broken, and is ready again by itself", async () => {
    const server = await start();
    const operate = (...words: string[]) =>
      execFileSync(ensureCommand("redis-cli"), ["-h", redis.host, "-p", String(redis.port), ...words]);
    const faults = async () => ((await (await fetch(`${server.url}/health/ready`)).json()) as { faults: string[] }).faults;
    try {
      operate("ACL", "SETUSER", "default", "-subscribe");
      operate("CLIENT", "KILL", "TYPE", "pubsub");
      await expect.poll(faults, { timeout: 20_000 }).toEqual(["The event feed is broken; it is being taken up again."]);
      operate("ACL", "SETUSER", "default", "+subscribe");
      await expect.poll(faults, { timeout: 30_000 }).toEqual([]);
    } finally {
      operate("ACL", "SETUSER", "default", "+subscribe");
    }
  });

  it("leaves with 1 where its port is taken, and says so", async () => {
    const other = createListener().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const server = await start({ PORT: String(port) });
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/port \d+ is taken/);
    other.close();
  });
});

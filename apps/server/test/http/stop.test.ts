import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createServer } from "../../src/create-server.ts";
import type { ServerConfig } from "../../src/settings.ts";
import { eventually, openWorld } from "../world.ts";
import { png } from "./pictures.ts";
import { partHead, RawClient } from "./raw-client.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function started(config: Partial<ServerConfig> = {}) {
  const world = await openWorld({ PORT: 0, GRACE_SECONDS: 20, ...config });
  open.push(() => world.close());
  const server = createServer(world.parts);
  const { port } = await server.start();
  return { server, port, url: `http://127.0.0.1:${port}`, parts: world.parts };
}

async function connected(port: number): Promise<RawClient> {
  const client = await RawClient.open(port);
  open.push(() => client.socket.destroy());
  return client;
}

describe("a stop", () => {
  it("lets an upload in hand come to its answer, and takes nothing new meanwhile", async () => {
    const { server, port, parts } = await started();
    const [upload, idle] = [await connected(port), await connected(port)];
    const body = Buffer.concat([Buffer.from(partHead), await png(), Buffer.from("\r\n--x--\r\n")]);
    upload.beginUpload(`content-length: ${body.length}\r\nexpect: 100-continue`);
    await eventually(() => expect(upload.received).toBe("HTTP/1.1 100 Continue\r\n\r\n"));
    upload.send(body.subarray(0, 50));
    idle.send("GET /meta HTTP/1.1\r\nhost: x\r\n\r\n");
    await eventually(() => expect(idle.received).toMatch(/^HTTP\/1\.1 200/));

    const stopped = server.stop();
    await eventually(async () => {
      const socket = connect(port, "127.0.0.1");
      await expect(once(socket, "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    });
    upload.send(body.subarray(50));
    await stopped;
    await eventually(() => expect(upload.received).toMatch(/\r\n\r\nHTTP\/1\.1 202 /));
    expect(await parts.database.images.list({ limit: 10 })).toHaveLength(1);
  });

  it("lets a request in hand come to its answer, and closes its connection after it", async () => {
    const { server, port } = await started();
    const client = await connected(port);
    const head = "POST /images/zip HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n";
    client.send(`${head}expect: 100-continue\r\n\r\n`);
    await eventually(() => expect(client.received).toBe("HTTP/1.1 100 Continue\r\n\r\n"));
    const stopped = server.stop();
    client.send('{"ids":[]}GET /meta HTTP/1.1\r\nhost: x\r\n\r\n');
    await stopped;
    await eventually(() => expect(client.received).toMatch(/\r\n\r\nHTTP\/1\.1 400 /));
    await eventually(() => expect(client.received.toLowerCase()).toContain("connection: close"));
  });

  it("breaks event streams off at once, whatever its grace, so that their clients turn elsewhere", async () => {
    const { server, port } = await started({ GRACE_SECONDS: 600 });
    const client = await connected(port);
    client.send("GET /trpc/tasks.watch HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n");
    await eventually(() => expect(client.received).toContain("text/event-stream"));
    await server.stop();
    await eventually(() => expect(client.socket.closed).toBe(true));
    // An ended stream would tell the client that nothing more will come.
    expect(client.received).not.toContain("event: return");
  });

  it("cuts off what takes longer than its grace, and then is done", async () => {
    const { server, port } = await started({ GRACE_SECONDS: 0.3, IDLE_SECONDS: 60 });
    const client = await connected(port);
    client.beginUpload("content-length: 100000");
    client.send(partHead);
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200));
    await server.stop();
    await eventually(() => expect(client.socket.closed).toBe(true));
    expect(client.received).toBe("");
  });
});

it("a port that is taken is said at start", async () => {
  const { server, port } = await started();
  open.push(() => server.stop());
  const world = await openWorld({ PORT: port });
  open.push(() => world.close());
  const second = createServer(world.parts);
  await expect(second.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
  await second.stop();
});

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, storedKeys } from "../world.ts";
import { png } from "./pictures.ts";
import { partHead, RawClient } from "./raw-client.ts";
import { type Served, serve } from "./serve.ts";

const clients: RawClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.destroy();
});

async function connect(server: Served): Promise<RawClient> {
  const client = await RawClient.open(server.port);
  clients.push(client);
  return client;
}

const spooled = async ({ folder }: Served) =>
  (await readdir(join(folder, "tmp"), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

describe("a refusal reaches a client that is still sending", () => {
  it("413 by the declared length, before anything is read", async () => {
    const server = await serve({ config: { MAX_UPLOAD_BYTES: 1000 } });
    const client = await connect(server);
    client.beginUpload("content-length: 100000000");
    await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 413 [\s\S]*too_large/));
    expect(client.received).toMatch(/connection: close/i);
  });

  it("413 in the middle of a body of no declared length, and then the connection ends", async () => {
    const server = await serve({ config: { MAX_UPLOAD_BYTES: 100_000 } });
    const client = await connect(server);
    client.beginUpload("transfer-encoding: chunked");
    const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(0x10000, 7), Buffer.from("\r\n")]);
    client.send(`${partHead.length.toString(16)}\r\n${partHead}\r\n`);
    const sending = setInterval(() => client.send(chunk), 1);
    await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 413 [\s\S]*too_large/)).finally(() => clearInterval(sending));
    await eventually(() => expect(client.socket.closed).toBe(true));
    expect(await spooled(server)).toBe(0);
  });

  it("fetch sees the refusal of a large file", async () => {
    const server = await serve({ config: { MAX_UPLOAD_BYTES: 1_000_000 } });
    const response = await server.post(Buffer.alloc(30_000_000));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ reason: "too_large" });
  });

  it("401 before the body is read", async () => {
    const server = await serve({ config: { ACCESS_TOKEN: "a long secret" } });
    const client = await connect(server);
    client.beginUpload("content-length: 10000000");
    await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 401 [\s\S]*unauthorized/));
  });

  it("a client that asks first is refused without a word to go on", async () => {
    const server = await serve({ config: { MAX_UPLOAD_BYTES: 1000 } });
    const client = await connect(server);
    client.beginUpload("content-length: 100000000\r\nexpect: 100-continue");
    await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 413 /));
  });
});

it("a client that asks first is told to go on where nothing speaks against it", async () => {
  const server = await serve();
  const client = await connect(server);
  const body = Buffer.concat([Buffer.from(partHead), await png(), Buffer.from("\r\n--x--\r\n")]);
  client.beginUpload(`content-length: ${body.length}\r\nexpect: 100-continue`);
  await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 100 Continue/));
  client.send(body);
  await eventually(() => expect(client.received).toMatch(/HTTP\/1\.1 202 /));
});

it("an upload that breaks off leaves no file and no row", async () => {
  const server = await serve();
  const client = await connect(server);
  client.beginUpload("content-length: 1000000");
  client.send(partHead);
  client.send(Buffer.alloc(300_000));
  await eventually(async () => expect(await spooled(server)).toBe(1));
  client.socket.destroy();
  await eventually(async () => expect(await spooled(server)).toBe(0));
  expect(await (await fetch(`${server.url}/images`)).json()).toEqual([]);
  expect(await storedKeys(server.parts)).toEqual([]);
});

describe("408 when nothing more comes", () => {
  it("a silent upload is given up and leaves nothing", async () => {
    const server = await serve({ config: { IDLE_SECONDS: 0.3 } });
    const client = await connect(server);
    client.beginUpload("content-length: 1000000");
    client.send(partHead);
    client.send(Buffer.alloc(1000));
    await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 408 [\s\S]*client_timeout/));
    await eventually(() => expect(client.socket.closed).toBe(true));
    await eventually(async () => expect(await spooled(server)).toBe(0));
  });

  it.each(["", "GET /meta HTTP/1.1\r\nhost: x\r\n"])("a connection that sends no whole head (%j) is given up", async (head) => {
    const server = await serve({ config: { IDLE_SECONDS: 0.3 } });
    const client = await connect(server);
    client.send(head);
    await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 408 [\s\S]*client_timeout/));
    await eventually(() => expect(client.socket.closed).toBe(true));
  });

  it("a slow one that moves goes on, for however many of those times", async () => {
    const server = await serve({ config: { IDLE_SECONDS: 0.5 } });
    const client = await connect(server);
    const image = await png();
    const body = Buffer.concat([Buffer.from(partHead), image, Buffer.from("\r\n--x--\r\n")]);
    client.beginUpload(`content-length: ${body.length}`);
    const size = Math.ceil(body.length / 10);
    for (let start = 0; start < body.length; start += size) {
      client.send(body.subarray(start, start + size));
      // The pace is what is tested: ten pieces, each well within the limit, together beyond it.
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 202 /));
  });
});

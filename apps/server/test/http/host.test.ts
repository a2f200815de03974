import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../world.ts";
import { png } from "./pictures.ts";
import { RawClient } from "./raw-client.ts";
import { type Served, serve } from "./serve.ts";

const clients: RawClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.destroy();
});

/** What comes back for a head that is sent as it stands. */
async function answer(server: Served, head: string): Promise<string> {
  const client = await RawClient.open(server.port);
  clients.push(client);
  client.send(`${head}\r\n\r\n`);
  await eventually(() => expect(client.received).toMatch(/\r\n\r\n./));
  return client.received;
}

describe("400 for a host that cannot be, from which addresses would be made", () => {
  it.each(["a b", 'evil"<x>', "x:99999", "x/path", "a@b", "[::1", "x?y", "x#y"])("%j", async (host) => {
    const received = await answer(await serve(), `GET /images?limit=1 HTTP/1.1\r\nHost: ${host}`);
    expect(received).toMatch(/^HTTP\/1\.1 400 [\s\S]*"reason":"invalid_input","requestId":"\w+"/);
  });

  it("none at all", async () => {
    const received = await answer(await serve(), "GET /meta HTTP/1.1");
    expect(received).toMatch(/^HTTP\/1\.1 400 [\s\S]*"reason":"invalid_input"/);
  });

  it("two", async () => {
    const received = await answer(await serve(), "GET /meta HTTP/1.1\r\nHost: a\r\nHost: b");
    expect(received).toMatch(/^HTTP\/1\.1 400 [\s\S]*"reason":"invalid_input"/);
  });

  it("one that a trusted proxy forwards", async () => {
    const server = await serve({ config: { TRUST_PROXY: "true" } });
    const response = await fetch(`${server.url}/images`, { headers: { "x-forwarded-host": "x y" } });
    expect(response.status).toBe(400);
  });
});

describe("200", () => {
  it.each(["localhost", "pixpress.internal:8080", "[::1]:3003", "my_host", "127.0.0.1"])("for the host %s", async (host) => {
    const server = await serve();
    await server.post(await png());
    const received = await answer(server, `GET /images HTTP/1.1\r\nHost: ${host}`);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received).toContain(`"imageUrl":"http://${host}/files/images/`);
  });

  it("for a client of HTTP/1.0, which names none: addresses are where it reached us", async () => {
    const server = await serve();
    await server.post(await png());
    expect(await answer(server, "GET /images HTTP/1.0")).toContain(`"imageUrl":"${server.url}/files/images/`);
  });

  it("where the address is written whole, as proxies do: Link leads on all the same", async () => {
    const server = await serve();
    for (const name of ["a.png", "b.png"]) await server.post(await png(), { name });
    const received = await answer(server, `GET ${server.url}/images?limit=1 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}`);
    expect(received).toContain(`link: <${server.url}/images?limit=1&cursor=`);
  });

  it("where something is expected that no server need meet", async () => {
    expect(await answer(await serve(), "GET /meta HTTP/1.1\r\nHost: x\r\nExpect: the-best")).toMatch(/^HTTP\/1\.1 200 /);
  });
});

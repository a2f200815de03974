import { describe, expect, it } from "vitest";
import { png } from "./pictures.ts";
import { refusal, type Served, serve } from "./serve.ts";

const token = "a long secret";
const locked = () => serve({ config: { ACCESS_TOKEN: token } });

const openSession = ({ url }: Served, given: string) =>
  fetch(`${url}/session`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token: given }) });

async function cookieOf(server: Served): Promise<string> {
  const [cookie = ""] = (await openSession(server, token)).headers.getSetCookie();
  return cookie.split(";")[0] ?? "";
}

describe("401 without the token", () => {
  it.each([
    ["GET", "/images"],
    ["GET", "/meta"],
    ["GET", "/%6deta"],
    ["GET", "/openapi.json"],
    ["GET", "/docs"],
    ["POST", "/images/zip"],
    ["POST", "/images/upload"],
    ["GET", "/trpc/meta"],
  ])("%s %s", async (method, path) => {
    const server = await locked();
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("every route there is, but the session's and stored files", async () => {
    const server = await locked();
    const known = await fetch(`${server.url}/openapi.json`, { headers: { authorization: `Bearer ${token}` } });
    const { paths } = (await known.json()) as { paths: Record<string, Record<string, unknown>> };
    const routes = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => ({ path, method })));
    const open: string[] = [];
    for (const { path, method } of routes) {
      const address = server.url + path.replaceAll(/\{\w+\}/g, "0".repeat(24));
      const response = await fetch(address, { method: method.toUpperCase() });
      if (response.status !== 401) open.push(`${method} ${path}`);
    }
    expect(routes.length).toBeGreaterThan(10);
    expect(open.toSorted()).toEqual(["get /files/{key}", "post /session"]);
  });

  it.each(["Bearer wrong", "Bearer ", "Basic abc", token.slice(1)])("with the header %j", async (authorization) => {
    const server = await locked();
    expect(await refusal(await fetch(`${server.url}/meta`, { headers: { authorization } }))).toMatchObject({
      status: 401,
      reason: "unauthorized",
    });
  });

  it("whatever the cookie says, when it is not the token's", async () => {
    const server = await locked();
    const cookie = `${(await cookieOf(server)).slice(0, -2)}xx`;
    expect((await fetch(`${server.url}/meta`, { headers: { cookie } })).status).toBe(401);
  });
});

describe("200", () => {
  it("with the token as bearer, over both faces", async () => {
    const server = await locked();
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/meta`, { headers })).status).toBe(200);
    expect((await fetch(`${server.url}/trpc/meta`, { headers })).status).toBe(200);
    expect((await server.post(await png(), { headers })).status).toBe(202);
  });

  it("without it: health, and stored files, whose keys nobody guesses", async () => {
    const server = await locked();
    const { imageId } = (await (await server.post(await png(), { headers: { authorization: `Bearer ${token}` } })).json()) as {
      imageId: string;
    };
    const row = await server.parts.database.images.get(imageId);
    for (const path of ["/health/live", "/health/ready", `/files/${row?.key}`]) expect((await fetch(server.url + path)).status).toBe(200);
  });

  it("with the cookie that POST /session gives for the token", async () => {
    const server = await locked();
    const response = await openSession(server, token);
    expect(response.status).toBe(204);
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(encodeURIComponent(token));
    expect((await fetch(`${server.url}/meta`, { headers: { cookie: cookie.split(";")[0] ?? "" } })).status).toBe(200);
  });
});

describe("POST /session", () => {
  it("401 for another token, 400 for none, 204 where no token is wanted", async () => {
    const server = await locked();
    expect(await refusal(await openSession(server, "wrong"))).toMatchObject({ status: 401, reason: "unauthorized" });
    expect((await fetch(`${server.url}/session`, { method: "POST" })).status).toBe(400);
    const free = await openSession(await serve(), "anything");
    expect(free.status).toBe(204);
    expect(free.headers.getSetCookie()).toEqual([]);
  });
});

describe("another site", () => {
  it("cannot change anything with the cookie", async () => {
    const server = await locked();
    const cookie = await cookieOf(server);
    const from = (origin: string) => server.post(Buffer.alloc(0), { headers: { cookie, origin } });
    expect(await refusal(await from("https://evil.example"))).toMatchObject({ status: 401, reason: "unauthorized" });
    for (const origin of [server.url, "http://localhost:5005"]) expect((await from(origin)).status).toBe(415);
  });

  it("cannot make a visitor's browser upload to an open server", async () => {
    const server = await serve();
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await server.post(await png(), { headers })).status).toBe(401);
  });

  it("can where the operator lets every page in, but not with the cookie", async () => {
    const headers = { origin: "https://any.example", "sec-fetch-site": "cross-site" };
    const open = await serve({ config: { CORS_ORIGINS: ["*"] } });
    expect((await open.post(await png(), { headers })).status).toBe(202);
    const server = await serve({ config: { CORS_ORIGINS: ["*"], ACCESS_TOKEN: token } });
    const cookie = await cookieOf(server);
    expect((await server.post(await png(), { headers: { ...headers, cookie } })).status).toBe(401);
  });
});

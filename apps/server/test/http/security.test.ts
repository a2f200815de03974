import { describe, expect, it } from "vitest";
import { refusal, serve } from "./serve.ts";

describe("pages of other origins", () => {
  it("may call where they are the client's own, and read what they need of the headers", async () => {
    const server = await serve({ config: { CLIENT_PORT: 5005, CORS_ORIGINS: ["https://shop.example/"] } });
    for (const origin of ["http://localhost:5005", "http://127.0.0.1:5005", "https://shop.example"]) {
      const response = await fetch(`${server.url}/images`, { headers: { origin } });
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("access-control-expose-headers")).toMatch(/Location, Link, Retry-After/);
    }
  });

  it("may read refusals too", async () => {
    const server = await serve({ config: { ACCESS_TOKEN: "a long secret" } });
    const response = await fetch(`${server.url}/images`, { headers: { origin: "http://localhost:5005" } });
    expect(response.status).toBe(401);
    expect(response.headers.get("access-control-allow-origin")).toBe("http://localhost:5005");
  });

  it("may not where nobody named them", async () => {
    const server = await serve();
    const response = await fetch(`${server.url}/images`, { headers: { origin: "https://evil.example" } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("are told beforehand what they may send", async () => {
    const server = await serve({ config: { ACCESS_TOKEN: "a long secret" } });
    const headers = {
      origin: "http://localhost:5005",
      "access-control-request-method": "DELETE",
      "access-control-request-headers": "authorization",
    };
    const response = await fetch(`${server.url}/images/x`, { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-methods")).toMatch(/DELETE/);
  });

  it("any program may ask what an address answers to", async () => {
    const server = await serve({ config: { ACCESS_TOKEN: "a long secret" } });
    const response = await fetch(`${server.url}/images/${"0".repeat(24)}`, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("DELETE, GET, HEAD, OPTIONS");
    const nowhere = await fetch(`${server.url}/nothing`, { method: "OPTIONS" });
    expect(await refusal(nowhere)).toMatchObject({ status: 404, reason: "not_found" });
  });

  it("all may where the operator says so, but without the cookie", async () => {
    const server = await serve({ config: { CORS_ORIGINS: ["*"] } });
    const response = await fetch(`${server.url}/images`, { headers: { origin: "https://any.example" } });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });
});

describe("headers that keep a page to itself", () => {
  it("are on every answer, and ask for no https where there may be none", async () => {
    const server = await serve();
    const { headers } = await fetch(`${server.url}/meta`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'self';.*img-src 'self' blob: data: https:/);
    expect(headers.get("content-security-policy")).not.toMatch(/upgrade-insecure/);
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });
});

describe("429 when there were too many requests", () => {
  it("counts each client for itself behind a trusted proxy, and the proxy as one behind any other", async () => {
    const from = (server: { url: string }, ip: string) => fetch(`${server.url}/meta`, { headers: { "x-forwarded-for": ip } });
    const trusting = await serve({ config: { RATE_LIMIT: 1, TRUST_PROXY: "loopback" } });
    for (const ip of ["192.0.2.1", "192.0.2.2"]) expect((await from(trusting, ip)).status).toBe(200);
    expect((await from(trusting, "192.0.2.1")).status).toBe(429);
    const wary = await serve({ config: { RATE_LIMIT: 1 } });
    expect((await from(wary, "192.0.2.1")).status).toBe(200);
    expect((await from(wary, "192.0.2.2")).status).toBe(429);
  });

  it("says when to come back; health is never counted, guessing a token is", async () => {
    const server = await serve({ config: { RATE_LIMIT: 3, ACCESS_TOKEN: "a long secret" } });
    for (let count = 0; count < 5; count++) expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    for (let count = 0; count < 3; count++) expect((await fetch(`${server.url}/meta`)).status).toBe(401);
    const response = await fetch(`${server.url}/meta`);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refusal(response)).toMatchObject({ status: 429, reason: "rate_limited" });
  });
});

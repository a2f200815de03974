import { describe, expect, it } from "vitest";
import { serverConfig, serverFaults } from "../src/settings.ts";

describe("TRUST_PROXY", () => {
  it.each(["true", "false", "loopback", "10.0.0.0/8", "127.0.0.1, ::1", "uniquelocal,fd00::/8"])("takes %s", (value) => {
    expect(serverConfig.parse({ TRUST_PROXY: value }).TRUST_PROXY).toBe(value);
  });
  it.each(["yes", "nginx", "10.0.0.0/33", "1.2.3", "10.0.0.0/8/8"])("refuses %s", (value) => {
    expect(serverConfig.safeParse({ TRUST_PROXY: value }).success).toBe(false);
  });
});

describe("CORS_ORIGINS", () => {
  it("is a list", () => {
    expect(serverConfig.parse({ CORS_ORIGINS: "https://a.example, http://b.example:81/," }).CORS_ORIGINS).toEqual([
      "https://a.example",
      "http://b.example:81/",
    ]);
  });
  it.each(["a.example", "https://a.example/path", "ftp://a.example"])("refuses %s", (value) => {
    expect(serverConfig.safeParse({ CORS_ORIGINS: value }).success).toBe(false);
  });
});

it("ORPHAN_SECONDS must leave room for the longest upload", () => {
  expect(serverFaults(serverConfig.parse({ ORPHAN_SECONDS: "119" }))).toEqual([
    { variable: "ORPHAN_SECONDS", message: expect.stringContaining("120") },
  ]);
  expect(serverFaults(serverConfig.parse({ ORPHAN_SECONDS: "120" }))).toEqual([]);
});

it("TOMBSTONE_SECONDS must outlast the promise of a key: a deleted image does not come back by a retry", () => {
  expect(serverFaults(serverConfig.parse({ TOMBSTONE_SECONDS: "86399" }))).toEqual([
    { variable: "TOMBSTONE_SECONDS", message: expect.stringContaining("86400") },
  ]);
  expect(serverFaults(serverConfig.parse({ TOMBSTONE_SECONDS: "86400" }))).toEqual([]);
});
